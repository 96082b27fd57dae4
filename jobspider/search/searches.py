"""Searches, for people: the most overdue first."""

from sqlalchemy import Connection, select

from jobspider.records import StoredSearch
from jobspider.tables import searches


def some_searches(connection: Connection, limit: int, spider: str | None = None) -> list[StoredSearch]:
    """Up to so many searches, of one spider or of all, in the order in which they are due; disabled ones come last."""
    wanted = select(searches).order_by(searches.c.next_crawl_at.is_(None), searches.c.next_crawl_at, searches.c.id)
    found = wanted.limit(limit) if spider is None else wanted.where(searches.c.spider == spider).limit(limit)
    return [StoredSearch.model_validate(dict(row)) for row in connection.execute(found).mappings()]


def searches_after(
    connection: Connection, limit: int, key: str | None = None, spider: str | None = None
) -> list[StoredSearch]:
    """Up to so many searches whose keys come after this one, by key, of one spider or of all."""
    wanted = select(searches).order_by(searches.c.key).limit(limit)
    if key is not None:
        wanted = wanted.where(searches.c.key > key)
    if spider is not None:
        wanted = wanted.where(searches.c.spider == spider)
    return [StoredSearch.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]
