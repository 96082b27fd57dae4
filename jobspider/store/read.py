"""The few reads that writing needs; searching lives in jobspider/search."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from jobspider.posting import Posting, StoredPosting
from jobspider.tables import posting_versions, postings

_CONTENT = tuple(Posting.model_fields)
_CONTENT_COLUMNS = [postings.c[name] for name in _CONTENT]


def count_by_source(connection: Connection) -> dict[str, int]:
    """How many postings each source has, by name."""
    statement = select(postings.c.source, func.count()).group_by(postings.c.source).order_by(postings.c.source)
    return {row[0]: row[1] for row in connection.execute(statement)}


def stored_posting(row: Row[Any]) -> StoredPosting:
    """A row of `postings` as the model; it was validated before it was stored, so it is not again."""
    return StoredPosting.model_construct(**row._mapping)


def find(connection: Connection, source: str, source_id: str) -> StoredPosting | None:
    """The posting with this key, or None when it was never stored."""
    statement = select(postings).where(postings.c.source == source, postings.c.source_id == source_id)
    row = connection.execute(statement).one_or_none()
    return None if row is None else stored_posting(row)


def versions(connection: Connection, posting_id: int) -> Sequence[Row[Any]]:
    """The posting's rows of `posting_versions`, the oldest first."""
    statement = select(posting_versions).where(posting_versions.c.posting_id == posting_id)
    return connection.execute(statement.order_by(posting_versions.c.changed_at, posting_versions.c.id)).all()


def contents(connection: Connection, ids: Sequence[int]) -> dict[int, Posting]:
    """What is stored of these postings, by row id, without what only the database knows."""
    found = connection.execute(select(postings.c.id, *_CONTENT_COLUMNS).where(postings.c.id.in_(ids)))
    return {row[0]: _posting(row[1:]) for row in found}


def _posting(values: Sequence[Any]) -> Posting:
    named = dict(zip(_CONTENT, values, strict=True))
    named.update(skills=tuple(named["skills"]), skills_required=tuple(named["skills_required"]))
    return Posting.model_construct(**named)
