"""Writes of searches. Each returns the rows that it wrote, so that the queue of what is due can be told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from jobspider.errors import SearchExistsError, UnknownSearchError
from jobspider.records import Search, StoredSearch
from jobspider.tables import searches


def add_searches(
    connection: Connection, added: Sequence[tuple[Search, datetime, int]], now: datetime
) -> list[StoredSearch]:
    """Adds searches, each with the time of its first crawl and its first interval in seconds.

    SearchExistsError names those whose keys are taken; then none is added.
    """
    keys = [search.key for search, _, _ in added]
    taken = {search.key for search in _with_keys(connection, keys)}
    if taken:
        raise SearchExistsError(f"there is a search {', '.join(sorted(taken))} already: choose another key")
    rows = [
        {
            **search.model_dump(),
            "created_at": now,
            "interval_seconds": interval,
            "next_crawl_at": first if search.enabled else None,
            "failures": 0,
        }
        for search, first, interval in added
    ]
    if rows:
        connection.execute(insert(searches), rows)
    return _with_keys(connection, keys)


def taken_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of the keys that searches have."""
    return {search.key for search in _with_keys(connection, keys)}


def remove_search(connection: Connection, key: str) -> StoredSearch:
    """Removes a search; what it has found stays."""
    found = search_with_key(connection, key)
    connection.execute(delete(searches).where(searches.c.id == found.id))
    return found.model_copy(update={"next_crawl_at": None})


def enable_search(connection: Connection, key: str, *, enabled: bool, now: datetime) -> StoredSearch:
    """Lets a search be crawled, at once if it was not before, or no more."""
    found = search_with_key(connection, key)
    if found.enabled != enabled:
        values = {"enabled": enabled, "next_crawl_at": now if enabled else None}
        connection.execute(update(searches).where(searches.c.id == found.id).values(values))
    return search_with_key(connection, key)


def change_search(connection: Connection, search: Search, now: datetime) -> StoredSearch:
    """Gives the search with this key its new fields; its interval stays within the new bounds."""
    found = search_with_key(connection, search.key)
    values = search.model_dump(exclude={"key", "enabled"})
    values["interval_seconds"] = max(search.least_seconds, min(search.most_seconds, found.interval_seconds))
    connection.execute(update(searches).where(searches.c.id == found.id).values(values))
    return enable_search(connection, search.key, enabled=search.enabled, now=now)


def search_with_key(connection: Connection, key: str) -> StoredSearch:
    """One search; UnknownSearchError where there is none."""
    found = _with_keys(connection, [key])
    if not found:
        raise UnknownSearchError(f"there is no search {key}: `jobspider searches list` shows all")
    return found[0]


def _with_keys(connection: Connection, keys: Sequence[str]) -> list[StoredSearch]:
    rows = connection.execute(select(searches).where(searches.c.key.in_(keys)).order_by(searches.c.id)).mappings()
    return [StoredSearch.model_validate(dict(row)) for row in rows]
