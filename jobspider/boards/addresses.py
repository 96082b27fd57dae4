"""What a posting on a page is known by: its canonical URL and its key."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from jobspider.boards.links import absolute
from jobspider.boards.schema_org.posting import Address
from jobspider.boards.schema_org.values import many, text, texts

HEAD_TAG = re.compile(r"<(?:link|meta)\b[^<>]*+>", re.IGNORECASE)
CANONICAL = re.compile(r"^<link\b.*\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE | re.S)
OPEN_GRAPH = re.compile(r"^<meta\b.*\bproperty\s*=\s*[\"']?og:url\b", re.IGNORECASE | re.S)
TARGET = re.compile(r"\b(?:href|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host of a URL, without a leading `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def hosts_of(urls: Iterable[str]) -> list[str]:
    """The different hosts of some URLs."""
    return list(dict.fromkeys(host for url in urls if (host := host_of(url))))


def canonical_link(page: str) -> str | None:
    """What the page's `<link rel="canonical">` (or `og:url`) refers to, as it stands there."""
    tags = HEAD_TAG.findall(page)
    link = next((tag for sign in (CANONICAL, OPEN_GRAPH) for tag in tags if sign.search(tag)), None)
    target = TARGET.search(link) if link else None
    return unescape(next(filter(None, target.groups()), "")).strip() or None if target else None


def address_of(  # noqa: PLR0913  # what a page says of itself, and what its spider does
    node: dict[str, Any], page: str, canonical: str | None, hosts: list[str], *, alone: bool, host_in_front: bool
) -> Address:
    """The posting's own URL if it is on the site, else the page's canonical one, else the page's; and its key.

    A URL without a path is a home page, which some sites write into every posting. `alone`: no other posting is on
    the page, so the page's URL identifies it. `host_in_front`: the key names its host, as the spider covers several.
    """
    # RDFa gives a node without an address a blank one, `_:…`, which is another at each reading.
    named = [link for link in (*texts(node.get("url")), *texts(node.get("@id"))) if not link.startswith("_:")]
    own = pages(page, named)
    own = [url for url in own if host_of(url) in (*hosts, host_of(page)) and url != page]
    url = next(iter([*own, *pages(page, filter(None, [canonical]))]), page)
    key = identifier(node) or (path_of(url) if own or alone else f"{path_of(url)}#{text(node.get('title'))}")
    return Address(url, f"{host_of(url)}/{key.lstrip('/')}" if host_in_front else key)


def one_job(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nodes, as one where they all describe the same job: some pages state it twice, by a theme and by a plug-in.

    The first one's properties count, the others fill in.
    """
    titles = {text(node.get("title")) for node in nodes}
    urls = {url for node in nodes for url in texts(node.get("url"))}
    keys = {key for node in nodes if (key := identifier(node))}
    if len(nodes) < 2 or max(len(titles), len(urls), len(keys)) > 1:
        return nodes
    return [{field: value for node in reversed(nodes) for field, value in node.items() if many(value)}]


def pages(base: str, links: Iterable[str]) -> list[str]:
    """The links of a page at `base`, as http(s) URLs, that lead further than a host's home page."""
    return [url for link in links if (url := absolute(base, link)) and names_a_page(url)]


def names_a_page(url: str) -> bool:
    """Whether a URL leads further than a host's home page."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def path_of(url: str) -> str:
    """Path and query: what tells the postings of a site apart."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def identifier(node: dict[str, Any]) -> str | None:
    """The employer's or the board's own key; a value that only repeats the company's name is none."""
    organization = text(node.get("hiringOrganization"))
    values = (
        text(each.get("value") or each.get("@id") if isinstance(each, dict) else each)
        for each in many(node.get("identifier"))
    )
    return next((value for value in values if value and value != organization), None)
