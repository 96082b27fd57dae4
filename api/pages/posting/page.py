"""/postings/{id}/view: one posting with all that is known of it, its history, and the same job elsewhere."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from sqlalchemy import Connection

from api.caller import READ
from api.dependencies import Database
from api.pages.labels import BASES, CLOSED, ESTIMATED
from api.pages.pay import pay, yearly
from api.pages.posting.changes import revisions
from api.pages.posting.description import BYTES, shown_html
from api.pages.posting.facts import facts
from api.pages.rendering import render
from api.pages.route import PageRoute
from api.pages.search.query import Asked, phrase
from api.pages.values import place
from api.routers.postings import Id
from jobspider.clean.text import truncate_bytes
from jobspider.posting import StoredPosting
from jobspider.search.jobs import Job, JobPosting, job_with
from jobspider.search.json_ld import json_ld
from jobspider.search.postings import PostingVersion, by_id, versions_of

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[READ])
VERSIONS = 10
"""Changes that are told; the API has the last 100."""
DATA_BYTES = 20_000
"""Of the description that the page's JSON-LD holds; /postings/{id}.jsonld has all of it."""
ELSEWHERE = 20
"""Other postings of the job that are listed."""


@dataclass(frozen=True)
class Known:
    """What the database holds of a posting."""

    posting: StoredPosting
    versions: list[PostingVersion]
    job: Job | None


@router.get("/postings/{posting_id}/view", response_class=Response)
def posting_page(request: Request, database: Database, posting_id: Id) -> Response:
    """The page; 404 as a page, too."""
    return render(request, "posting/page.html", **shown(_known(database, posting_id)))


def _known(connection: Connection, number: int) -> Known:
    posting = by_id(connection, number)
    return Known(posting, versions_of(connection, number, VERSIONS), job_with(connection, number))


def shown(known: Known) -> dict[str, Any]:
    """All that the template needs."""
    posting = known.posting
    return {
        "posting": posting,
        "now": datetime.now(UTC),
        "place": place(posting),
        "of_company": Asked.of([("company", phrase(posting.company or ""))]).address(),
        "pay": pay(posting),
        "yearly": yearly(posting),
        "closed": CLOSED.get(posting.closed_reason or "", posting.closed_reason),
        "closing_is_estimate": posting.closed_reason in ESTIMATED,
        "description": shown_html(posting),
        "is_cut": len((posting.description_html or posting.description_text or "").encode()) > BYTES,
        "facts": list(facts(posting)),
        "revisions": revisions(posting, known.versions),
        "same": [each for each in _others(known.job, posting) if each.basis][:ELSEWHERE],
        "copies": list(known.job.possible_copies[:ELSEWHERE]) if known.job else [],
        "bases": BASES,
        "apply": web_address(posting.apply_url) or web_address(posting.url),
        "advert": web_address(posting.url),
        "linked_data": data_of(posting),
    }


def _others(job: Job | None, posting: StoredPosting) -> list[JobPosting]:
    return [each for each in job.postings if each.id != posting.id] if job else []


def web_address(url: str | None) -> str | None:
    """The URL where it is one of the web: no other may be a link."""
    return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None


def data_of(posting: StoredPosting) -> Markup:
    """JSON-LD for inside a <script>: nothing in it can end that element or begin a comment (HTML, section 4.12.1.3)."""
    described = posting.description_html or posting.description_text or ""
    short = {"description": truncate_bytes(described, DATA_BYTES)} if described else {}
    text = json.dumps({**json_ld(posting), **short}, ensure_ascii=False)
    return Markup(text.replace("<", r"\u003c"))  # noqa: S704  escaped here
