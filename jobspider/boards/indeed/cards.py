"""A search result of Indeed as a raw posting."""

from html import unescape
from typing import Any

from jobspider.boards.indeed.attributes import ATTRIBUTE, attributes, job_types, work_mode
from jobspider.boards.indeed.pay import card_pay
from jobspider.boards.indeed.site import company_url, job_url, key_in
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.search_page import SearchPage
from jobspider.boards.shape import Shape, shaped

NUMBER = (int, float, str)
RANGE: dict[str, Shape] = {"min": NUMBER, "max": NUMBER, "type": str}
CARD: Shape = {
    **dict.fromkeys(("jobkey", "viewJobLink", "link", "displayTitle", "title", "company", "truncatedCompany"), str),
    **dict.fromkeys(("companyOverviewLink", "formattedRelativeTime", "snippet", "formattedLocation"), str),
    **dict.fromkeys(("jobLocationCity", "jobLocationState", "jobLocationPostal"), str),
    "pubDate": NUMBER,
    "sponsored": bool,
    "expired": bool,
    "remoteLocation": bool,
    "remoteWorkModel": {"type": str},
    "taxonomyAttributes": [{"label": str, "attributes": [ATTRIBUTE]}],
    "jobTypes": [str],
    "salarySnippet": {"text": str, "source": str, "currency": str},
    "extractedSalary": RANGE,
    "estimatedSalary": {"formattedRange": str, **RANGE},
}
"""What a card looks like; what it has otherwise is as good as missing."""


def card_key(card: dict[str, Any]) -> str | None:
    """The job key; pages of 2026 give it in the links alone."""
    return card.get("jobkey") or key_in(card.get("viewJobLink") or "") or key_in(card.get("link") or "")


def text(value: str | None) -> str | None:
    """A label of the card; some years' pages escape `&` in them."""
    return unescape(value) if value else None


def card_posting(card: dict[str, Any], page: SearchPage) -> Raw:
    """One card's facts. Raises KeyError where it lacks the key that a posting is known by."""
    card = shaped(card, CARD) or {}
    key = card_key(card)
    if not key:
        raise KeyError("no job key in jobkey, viewJobLink or link")
    return {
        "source_id": key,
        "url": job_url(page.origin, key),
        **stated({**identity(card, page), **place(card, page), **kind(card)}),
        **card_pay(card),
        **description(card, page),
    }


def identity(card: dict[str, Any], page: SearchPage) -> Raw:
    """What is offered by whom, and when it was posted: `pubDate`, since `createDate` can be years off."""
    return {
        "title": text(card.get("displayTitle") or card.get("title")),
        "company": text(card.get("company") or card.get("truncatedCompany")),
        "company_url": company_url(page.origin, card.get("companyOverviewLink")),
        "date_posted": card.get("pubDate"),
        "date_posted_raw": card.get("formattedRelativeTime"),
        "is_sponsored": card.get("sponsored"),
        "is_expired": card.get("expired"),
    }


def place(card: dict[str, Any], page: SearchPage) -> Raw:
    """Where the work is."""
    remote = {"type": "REMOTE_ALWAYS"} if card.get("remoteLocation") else None
    return {
        "location_raw": text(card.get("formattedLocation")),
        "locality": text(card.get("jobLocationCity")),
        "region": card.get("jobLocationState"),
        "postal_code": card.get("jobLocationPostal"),
        "country": page.country,
        "work_mode": work_mode(card.get("remoteWorkModel") or remote, attributes(card, "remote")),
    }


def kind(card: dict[str, Any]) -> Raw:
    """The kinds of employment: in the attributes, `jobTypes` being mostly empty."""
    return employment(job_types(attributes(card, "job-types", "job-types-cc"), card.get("jobTypes") or ()))


def description(card: dict[str, Any], page: SearchPage) -> Raw:
    """The snippet, marked as one; a result without any has not shown its description either."""
    return stated({"description_html": card.get("snippet"), "description_is_snippet": True, "language": page.language})
