"""Postings by key and page by page."""

from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from jobspider.posting import StoredPosting
from jobspider.tables import postings


def newest_first(connection: Connection, limit: int, before_id: int | None = None) -> list[StoredPosting]:
    """At most `limit` postings, those stored last first; `before_id` is the id that the last page ended with."""
    statement: Select[Any] = select(postings).order_by(postings.c.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(postings.c.id < before_id)
    return [stored(row) for row in connection.execute(statement).mappings()]


def by_id(connection: Connection, posting_id: int) -> StoredPosting | None:
    """One posting, or None."""
    row = connection.execute(select(postings).where(postings.c.id == posting_id)).mappings().one_or_none()
    return stored(row) if row else None


def stored(row: RowMapping) -> StoredPosting:
    """A row as a posting; what is in the table was validated when it was written."""
    return StoredPosting.model_construct(**{name: row[name] for name in StoredPosting.model_fields})
