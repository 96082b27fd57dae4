"""Searches, for people: the most overdue first."""

from sqlalchemy import Connection, select

from jobspider.records import StoredSearch
from jobspider.tables import searches


def some_searches(connection: Connection, limit: int, spider: str | None = None) -> list[StoredSearch]:
    """Up to so many searches, of one spider or of all, in the order in which they are due; disabled ones come last."""
    wanted = select(searches).order_by(searches.c.next_crawl_at.is_(None), searches.c.next_crawl_at, searches.c.id)
    found = wanted.limit(limit) if spider is None else wanted.where(searches.c.spider == spider).limit(limit)
    return [StoredSearch.model_validate(dict(row)) for row in connection.execute(found).mappings()]
