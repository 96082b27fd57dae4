"""Postings by page and by key."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel

from api.caller import READ
from api.dependencies import Database
from api.openapi import errors
from jobspider.posting import StoredPosting
from jobspider.search.postings import by_id, newest_first

router = APIRouter(tags=["postings"], dependencies=[READ])
LARGEST_ID = 2**63 - 1
"""Row numbers have 64 bits; a database refuses to look for a larger one."""


class Page(BaseModel):
    """Some postings, and where the next ones begin."""

    items: list[StoredPosting]
    next_cursor: int | None


@router.get("/postings")
def list_postings(
    database: Database,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> Page:
    """Postings, those stored last first."""
    items = newest_first(database, limit, cursor)
    return Page(items=items, next_cursor=items[-1].id if len(items) == limit else None)


@router.get("/postings/{posting_id}", responses=errors(404))
def get_posting(database: Database, posting_id: Annotated[int, Path(ge=1, le=LARGEST_ID)]) -> StoredPosting:
    """One posting."""
    posting = by_id(database, posting_id)
    if posting is None:
        raise HTTPException(404, f"there is no posting {posting_id}")
    return posting
