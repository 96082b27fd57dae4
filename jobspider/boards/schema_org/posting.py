"""A JobPosting node as a raw posting (https://schema.org/JobPosting)."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from jobspider.boards.links import absolute
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.pay import pay
from jobspider.boards.schema_org.place import place
from jobspider.boards.schema_org.values import first, many, text, texts

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z]")


@dataclass(frozen=True)
class Address:
    """What a posting is known by: its canonical URL, and its key where that is not the URL's."""

    url: str
    source_id: str


def raw_posting(node: dict[str, Any], address: Address) -> Raw:
    """All that the node states."""
    return {
        "source_id": address.source_id,
        "url": address.url,
        **stated(
            {
                "title": text(node.get("title") or node.get("name")),
                **employment(employment_types(node.get("employmentType"))),
                "date_posted": text(node.get("datePosted")),
                "valid_through": text(node.get("validThrough")),
                "language": language(node.get("inLanguage")),
                **organization(node.get("hiringOrganization"), address.url),
                **description(node.get("description")),
            }
        ),
        **place(node),
        **pay(node),
    }


def organization(value: Any, base: str) -> Raw:
    """Name and web address of the hiring organization."""
    found = first(value)
    if not isinstance(found, dict):
        return {"company": text(found)}
    links = [absolute(base, link) for key in ("sameAs", "url") for link in texts(found.get(key))]
    return {
        "company": text(found.get("name") or found.get("legalName")),
        "company_url": next(filter(None, links), None),
    }


def employment_types(value: Any) -> list[str]:
    """Each type, also from `FULL_TIME, CONTRACTOR` and from IRIs."""
    labels = [label.strip() for each in texts(value) for label in each.split(",")]
    return [label.rsplit("/", 1)[-1] if label.startswith("http") else label for label in labels if label]


def language(value: Any) -> str | None:
    """The language's code, or its name where there is no code."""
    found = first(value)
    code = found.get("alternateName") or found.get("identifier") if isinstance(found, dict) else None
    return text(code) or text(found)


def description(value: Any) -> Raw:
    """The description; HTML that arrives as text (`&lt;p&gt;`) is unescaped once."""
    written = "\n".join(str(each) for each in many(value) if not isinstance(each, dict))
    if not TAG.search(written):
        escaped = ESCAPED_TAG.search(written)
        closed = escaped and "&gt;" in written[escaped.end() :]
        written = unescape(written)
        if not closed:
            return {"description_text": written, **full(written)}
    return {"description_html": written, **full(written)}


def full(written: str) -> Raw:
    """A posting's own data has its whole description, not an excerpt."""
    return {"description_is_snippet": False} if written else {}
