"""/search: postings by what a person is looking for, with counts, feeds and files of exactly this search."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.caller import READ
from api.dependencies import reading
from api.feeds.atom import MEDIA_TYPE as ATOM
from api.feeds.json_feed import MEDIA_TYPE as JSON_FEED
from api.feeds.rss import MEDIA_TYPE as RSS
from api.pages.rendering import render
from api.pages.route import PageRoute
from api.pages.search import conditions
from api.pages.search.cards import cards
from api.pages.search.facets import TICKED, groups
from api.pages.search.found import Answer, Looser, answered
from api.pages.search.query import Asked, Form

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[READ])
SORTS = (("newest", "Newest first"), ("oldest", "Oldest first"), ("salary", "Highest pay"), ("relevance", "Best match"))
FEEDS = (("atom", "Atom"), ("rss", "RSS"), ("json", "JSON Feed"))
FILES = (("csv", "CSV"), ("xlsx", "Excel"), ("ndjson", "NDJSON"))


FIELDS = frozenset(
    {*("q", "location", "title", "company", "posted_after", "open", "salary_min", "salary_currency", "sort", "cursor")}
    | {name for name, _, _ in TICKED}
)
"""Parameters that the form has a field for, and the cursor, which belongs to one page; the form keeps all others."""
TYPES = {"atom": ATOM, "rss": RSS, "json": JSON_FEED}


@router.get("/search", response_class=Response)
async def search_page(request: Request, _: Annotated[Form, Query()]) -> Response:
    """The page; an address with empty fields, as browsers send them, is made a short one first (303)."""
    sent = request.query_params.multi_items()
    asked = Asked.of(sent)
    by_script = "hx-request" in request.headers
    if tuple(sent) != asked.pairs and not by_script:
        return RedirectResponse(_root(request) + asked.address(), 303)
    found = await reading(partial(answered, asked=asked))
    understood = asked.is_clear and found.refused is None
    page = render(request, "search/page.html", 200 if understood or by_script else 422, **shown(asked, found))
    if by_script:
        page.headers["HX-Push-Url"] = _root(request) + asked.address()
    return page


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


def shown(asked: Asked, found: Answer) -> dict[str, Any]:
    """All that the template needs."""
    query, now = asked.query, datetime.now(UTC)
    items, following = (found.found.items, found.found.cursor) if found.found else ([], None)
    return {
        "asked": asked,
        "query": query,
        "answer": found,
        "now": now,
        "wrong": {each.name for each in asked.wrong},
        "title": conditions.title(asked),
        "count": conditions.postings(found.facets.counted, not found.facets.complete),
        "cards": cards(items, query),
        "chips": [(conditions.said(pair, asked), asked.without(pair).address()) for pair in asked.conditions],
        "looser": [_looser(each, asked) for each in found.looser],
        "groups": groups(asked, found.facets),
        "periods": conditions.periods(now, query),
        "currencies": conditions.currencies(found.facets, asked),
        "sorts": SORTS,
        "kept": [pair for pair in asked.pairs if pair[0] not in FIELDS],
        "following": asked.page(str(following)).address() if following else None,
        "first": asked.without().address() if asked.text("cursor") else None,
        "alert": asked.selecting("/search/alert"),
        "feeds": [(name, ending, asked.selecting(f"/feeds/postings.{ending}")) for ending, name in FEEDS],
        "feed_types": TYPES,
        "files": [(name, asked.selecting(f"/export/postings.{ending}")) for ending, name in FILES],
    }


def _looser(each: Looser, asked: Asked) -> tuple[str, str, str]:
    return conditions.said(each.condition, asked), each.asked.address(), conditions.postings(each.count, each.more)
