"""Sitemap files (https://www.sitemaps.org/protocol.html): what they list, and since when it is as it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scrapy.http import Response
from scrapy.utils.sitemap import sitemap_urls_from_robots

from jobspider.boards.links import absolute
from jobspider.boards.xml_elements import Document, Element, elements, local
from jobspider.boards.xml_text import unpacked, xml_of
from jobspider.errors import SchemaChangedError


@dataclass(frozen=True)
class Listed:
    """One location of a sitemap."""

    url: str
    is_sitemap: bool = False
    """Whether it is another sitemap and not a page."""
    changed: datetime | None = None
    """When it changed last at the latest, UTC; None where the sitemap does not say."""


def listed(response: Response, *, alternates: bool = False, document: Document | None = None) -> Iterator[Listed]:
    """What a sitemap, an index of sitemaps, a list of addresses as text, or robots.txt lists, in its order.

    `alternates`: also the versions of a page in other languages; `document` learns whether the sitemap is broken.
    Raises SchemaChangedError when it is none of these.
    """
    if response.url.endswith("/robots.txt"):
        return (Listed(url, is_sitemap=True) for url in sitemap_urls_from_robots(response.body, response.url))
    body = unpacked(response)
    if body.lstrip()[:4].lower() == b"http":
        return (Listed(url) for line in body.decode("utf-8", "replace").split() if (url := absolute(line, line)))
    return _in_xml(response, alternates, document or Document())


def _in_xml(response: Response, alternates: bool, document: Document) -> Iterator[Listed]:
    found = False
    for element in elements(xml_of(response), ("url", "sitemap"), document):
        found = True
        yield from _locations(element, response.url, alternates)
    root = "nothing that can be read" if document.root is None else local(document.root)
    if not found and root not in ("urlset", "sitemapindex"):
        raise SchemaChangedError(f"{response.url} is no sitemap: it begins with {root}, and lists nothing.")


def _locations(element: Element, base: str, alternates: bool) -> Iterator[Listed]:
    texts = {local(child): (child.text or "").strip() for child in element}
    others = [child.get("href") or "" for child in element if local(child) == "link"] if alternates else []
    links = dict.fromkeys(absolute(base, link) for link in [texts.get("loc", ""), *others] if link)
    changed = moment(texts.get("lastmod", ""))
    return (Listed(url, local(element) == "sitemap", changed) for url in links if url)


def moment(text: str) -> datetime | None:
    """A date of W3C's format as the latest moment that it can mean, UTC; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    # A day without an hour ends 12 hours later in the zone that is farthest behind.
    return found.astimezone(UTC) + (timedelta(hours=36) if len(text) <= len("2026-11-03") else timedelta())
