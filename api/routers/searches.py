"""Searches that are crawled again and again: the same rules as `jobspider searches`."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy import Connection

from api.caller import READ, needs
from api.dependencies import Database, written
from api.errors import Refusal
from api.openapi import errors
from api.search_models import KEY, NewSearch, SearchChanges, SearchPage
from jobspider.api_keys import Scope
from jobspider.config import config
from jobspider.errors import ConfigError, StoreUnavailableError
from jobspider.planner.planner import planner_of
from jobspider.records import Search, StoredSearch
from jobspider.schedule.searches import checked_search, entry_of, first_interval
from jobspider.schedule.spider import refuse_files
from jobspider.search.searches import searches_after
from jobspider.store.searches import add_searches, change_search, remove_search, search_with_key

router = APIRouter(prefix="/searches", tags=["searches"])
logger = logging.getLogger("jobspider.api")
WRITES = [needs(Scope.SEARCHES)]
Key = Annotated[str, Path(pattern=KEY, description="The search's key.")]


@router.get("", dependencies=[READ])
def list_searches(
    database: Database,
    spider: Annotated[str | None, Query(max_length=64, description="Searches of this spider only.")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Searches in one answer.")] = 20,
    cursor: Annotated[str | None, Query(pattern=KEY, description="`next_cursor` of the answer before.")] = None,
) -> SearchPage:
    """Searches, by key."""
    found = searches_after(database, limit + 1, cursor, spider)
    page = found[:limit]
    return SearchPage(items=page, next_cursor=page[-1].key if len(found) > limit else None)


@router.get("/{key}", dependencies=[READ], responses=errors(404))
def get_search(database: Database, key: Key) -> StoredSearch:
    """One search, and what the planner knows of it."""
    return search_with_key(database, key)


@router.post("", status_code=201, dependencies=WRITES, responses=errors(403, 409, 415))
def create_search(search: NewSearch, response: Response) -> StoredSearch:
    """Adds a search, due at once. 409: there is one with this key, or no spider could do it."""
    now, checked = datetime.now(UTC), _checked(search.model_dump(), search.arguments)
    stored = _planned(lambda connection: add_searches(connection, [(checked, now, first_interval(checked))], now)[0])
    response.headers["Location"] = f"/searches/{stored.key}"
    return stored


@router.patch("/{key}", dependencies=WRITES, responses=errors(403, 404, 409, 415))
def edit_search(key: Key, search: SearchChanges) -> StoredSearch:
    """Changes the fields that are given, as `{"enabled": false}`; one that is enabled again is due at once."""
    changes = search.model_dump(exclude_unset=True)

    def change(connection: Connection) -> StoredSearch:
        old = search_with_key(connection, key)
        fields = {**old.model_dump(include=set(Search.model_fields)), **changes}
        checked = _checked(fields, changes.get("arguments", {}))
        return change_search(connection, checked, datetime.now(UTC))

    return _planned(change)


@router.delete("/{key}", status_code=204, dependencies=WRITES, responses=errors(403, 404))
def delete_search(key: Key) -> None:
    """Removes a search; the postings that it found stay."""
    _planned(lambda connection: remove_search(connection, key))


def _planned(work: Callable[[Connection], StoredSearch]) -> StoredSearch:
    """What `work` wrote, committed, and told to the queue of what is due, which finds it later by itself otherwise."""
    search = written(work)
    try:
        planner_of(config()).put([entry_of(search)])
    except StoreUnavailableError as error:
        logger.warning("the search %s is stored and will be noticed late: %s", search.key, error)
    return search


def _checked(fields: dict[str, Any], arguments: dict[str, str]) -> Search:
    """409 rather than 422: the request is well formed, but no spider could do it."""
    try:
        refuse_files(arguments)
        return checked_search(fields)
    except ConfigError as error:
        raise Refusal(409, str(error), "impossible_search") from error
