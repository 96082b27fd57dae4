"""Feeds: the newest postings of a search for feed readers."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.caller import READ
from api.conditional import answer
from api.dependencies import Database
from api.feeds.atom import MEDIA_TYPE as ATOM
from api.feeds.atom import atom
from api.feeds.entry import Feed, legal
from api.feeds.json_feed import MEDIA_TYPE as JSON_FEED
from api.feeds.json_feed import json_feed
from api.feeds.rss import MEDIA_TYPE as RSS
from api.feeds.rss import rss
from jobspider.search.filters import PostingFilter, Sort
from jobspider.search.find import search

router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=[READ])
ENTRIES = 50
"""Postings in a feed."""
Asked = Annotated[PostingFilter, Query()]


def declared(media_type: str) -> dict[int | str, dict[str, Any]]:
    """The feed in the OpenAPI document."""
    return {200: {"content": {media_type: {"schema": {"type": "object" if "json" in media_type else "string"}}}}}


@router.get("/postings.atom", response_class=Response, responses=declared(ATOM))
def feed_atom(request: Request, database: Database, query: Asked) -> Response:
    """The newest 50 postings that match, as Atom."""
    return fed(request, database, query, atom, ATOM)


@router.get("/postings.rss", response_class=Response, responses=declared(RSS))
def feed_rss(request: Request, database: Database, query: Asked) -> Response:
    """The newest 50 postings that match, as RSS 2.0."""
    return fed(request, database, query, rss, RSS)


@router.get("/postings.json", response_class=Response, responses=declared(JSON_FEED))
def feed_json(request: Request, database: Database, query: Asked) -> Response:
    """The newest 50 postings that match, as JSON Feed."""
    return fed(request, database, query, json_feed, JSON_FEED)


def fed(
    request: Request, database: Database, query: PostingFilter, write: Callable[[Feed], bytes], kind: str
) -> Response:
    """The feed, or 304."""
    postings = search(database, query, Sort.NEWEST, ENTRIES, None).items
    words = [text for text in (query.q, query.title, query.company, query.location) if text]
    feed = Feed(legal(f"Jobs: {', '.join(words)}" if words else "Jobs"), str(request.url), postings)
    return answer(request, write(feed), kind, changed_at=feed.updated)
