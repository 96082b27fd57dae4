"""An employer's own page: what its schema.org/Organization says of it (https://schema.org/Organization)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from jobspider.boards.links import absolute
from jobspider.boards.schema_org.nodes import Node, nodes_in
from jobspider.boards.schema_org.scripts import decoded, scripts
from jobspider.boards.schema_org.values import first, number, text, texts
from jobspider.clean.text import clean_text
from jobspider.matching.company import companies_agree, company_key
from jobspider.planner.companies import Company

LONGEST_URL = 2048


def company_on(response: Response, name: str) -> Company | None:
    """What the page's JSON-LD says of the organization of that name; None where it says nothing of it.

    A page names others, too: the board that it is on, its publisher, competitors.
    """
    wanted = company_key(name)
    if not isinstance(response, TextResponse) or wanted is None:
        return None
    for node in nodes(response.text):
        found = company_key(text(node.get("name") or node.get("legalName")))
        if found and companies_agree(found, wanted) and is_described(node):
            return described(node, name, response.url)
    return None


def nodes(page: str) -> Iterator[Node]:
    """Every node of the page's JSON-LD; scripts that cannot be decoded are left out."""
    for script in scripts(page):
        try:
            yield from nodes_in(decoded(script))
        except (ValueError, RecursionError):
            continue


def is_described(node: Node) -> bool:
    """Whether a node that has a company's name says more of it; a job or an article may have such a name, too."""
    kinds = texts(node.get("@type"))
    return bool(kinds) and not any(kind.endswith(("JobPosting", "WebSite", "WebPage", "Brand")) for kind in kinds)


def described(node: Node, name: str, page: str) -> Company:
    """The organization under the name that its postings have."""
    return Company(
        name=name,
        url=home_page(node, page),
        industry=bounded(text(node.get("industry")), 255),
        size=employees(node.get("numberOfEmployees")),
        logo_url=image(node.get("logo"), page),
    )


def home_page(node: Node, page: str) -> str | None:
    """The first of its addresses that is not on the site whose page this is."""
    found = (absolute(page, link) for key in ("url", "sameAs") for link in texts(node.get(key)))
    host = urlsplit(page).netloc
    return next((url for url in found if url and urlsplit(url).netloc != host and len(url) <= LONGEST_URL), None)


def employees(value: Any) -> str | None:
    """How many work there, as `250` or `11-50`, or as the page words it."""
    match first(value):
        case dict() as quantity:
            bounds = [number(quantity.get(key)) for key in ("minValue", "maxValue")]
            known = [f"{bound:.0f}" for bound in bounds if bound is not None]
            return bounded("-".join(known) or text(quantity.get("value")), 64)
        case each:
            return bounded(text(each), 64)


def image(value: Any, page: str) -> str | None:
    """The logo's address, of a link or of an ImageObject."""
    found = first(value)
    links = texts(found.get("url") or found.get("contentUrl")) if isinstance(found, dict) else texts(found)
    url = absolute(page, links[0]) if links else None
    return url if url and len(url) <= LONGEST_URL else None


def bounded(words: str | None, longest: int) -> str | None:
    """One line of at most so many characters."""
    return clean_text(words[:1000])[:longest] or None if words else None
