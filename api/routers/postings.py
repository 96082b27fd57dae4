"""Postings: search, one by its id, its history, its JSON-LD."""

import json
from datetime import datetime
from functools import partial
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import Connection

from api.caller import READ
from api.conditional import answer
from api.dependencies import Database, reading
from api.indexing import indexing
from api.openapi import errors
from api.queries import PostingQuery
from jobspider.posting import StoredPosting
from jobspider.search.find import search
from jobspider.search.json_ld import json_ld
from jobspider.search.postings import PostingVersion, by_id, versions_of

router = APIRouter(tags=["postings"], dependencies=[READ], lifespan=indexing)
LARGEST_ID = 2**63 - 1
"""Row numbers have 64 bits; a database refuses to look for a larger one."""
LD_JSON = "application/ld+json"
Id = Annotated[int, Path(ge=1, le=LARGEST_ID, description="`id` of the posting.")]
AS_LD_JSON: dict[int | str, dict[str, Any]] = {200: {"content": {LD_JSON: {"schema": {"type": "object"}}}}}


class ListedPosting(StoredPosting):
    """A posting as lists show it: without description_html, which /postings/{id} has."""

    description_html: Annotated[None, Field(exclude=True)] = None


class Page(BaseModel):
    """Some postings, and where the next ones begin."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    items: list[ListedPosting]
    """The postings, in the order that was asked for."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null: this is the last. A page of a search that finds little in much
    may hold fewer postings than `limit`, even none, and still have a next one."""


class Versions(BaseModel):
    """What a posting was before."""

    items: list[PostingVersion]


_PAGE = TypeAdapter(Page)
_POSTING = TypeAdapter(StoredPosting)


@router.get("/postings", response_model=Page, responses=errors(409))
async def list_postings(request: Request, query: Annotated[PostingQuery, Query()]) -> Response:
    """Postings that meet all conditions."""
    return answer(request, await reading(partial(page, query)))


def page(query: PostingQuery, database: Connection) -> bytes:
    """The page as JSON."""
    found = search(database, query.filter(), query.sort, query.limit, query.cursor)
    following = None if found.cursor is None else str(found.cursor)
    return _PAGE.dump_json(Page.model_construct(items=listed(found.items), next_cursor=following), warnings=False)


@router.get("/postings/{posting_id}.jsonld", responses={**errors(404), **AS_LD_JSON}, response_class=Response)
def get_posting_json_ld(request: Request, database: Database, posting_id: Id) -> Response:
    """One posting as schema.org JSON-LD, as `Accept: application/ld+json` at /postings/{posting_id} gets it."""
    return as_json_ld(request, by_id(database, posting_id))


@router.get("/postings/{posting_id}", response_model=StoredPosting, responses={**errors(404), **AS_LD_JSON})
def get_posting(request: Request, database: Database, posting_id: Id) -> Response:
    """One posting, in full."""
    posting = by_id(database, posting_id)
    if LD_JSON in request.headers.get("accept", ""):
        return as_json_ld(request, posting)
    return answer(request, _POSTING.dump_json(posting, warnings=False), changed_at=changed_at(posting))


@router.get("/postings/{posting_id}/versions", response_model=Versions, responses=errors(404))
def list_versions(request: Request, database: Database, posting_id: Id) -> Response:
    """What was changed in a posting, the latest 100 changes, the latest first."""
    versions = Versions(items=versions_of(database, posting_id))
    return answer(request, versions.model_dump_json().encode())


def listed(postings: list[StoredPosting]) -> list[ListedPosting]:
    """As lists show them; they were read without what is left out."""
    return cast(list[ListedPosting], postings)


def as_json_ld(request: Request, posting: StoredPosting) -> Response:
    """The posting in schema.org's words."""
    body = json.dumps(json_ld(posting), ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, body, LD_JSON, changed_at=changed_at(posting))


def changed_at(posting: StoredPosting) -> datetime:
    """When anything that is told of it changed last."""
    return max(posting.last_seen_at, posting.closed_at or posting.last_seen_at)
