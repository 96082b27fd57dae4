"""The few reads that writing needs; searching lives in jobspider/search."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from jobspider.posting import Posting
from jobspider.tables import postings

_CONTENT = tuple(Posting.model_fields)
_CONTENT_COLUMNS = [postings.c[name] for name in _CONTENT]


def count_by_source(connection: Connection) -> dict[str, int]:
    """How many postings each source has, by name."""
    statement = select(postings.c.source, func.count()).group_by(postings.c.source).order_by(postings.c.source)
    return {row[0]: row[1] for row in connection.execute(statement)}


def contents(connection: Connection, ids: Sequence[int]) -> dict[int, Posting]:
    """What is stored of these postings, by row id, without what only the database knows."""
    found = connection.execute(select(postings.c.id, *_CONTENT_COLUMNS).where(postings.c.id.in_(ids)))
    return {row[0]: _posting(row[1:]) for row in found}


def _posting(values: Sequence[Any]) -> Posting:
    named = dict(zip(_CONTENT, values, strict=True))
    named.update(skills=tuple(named["skills"]), skills_required=tuple(named["skills_required"]))
    return Posting.model_construct(**named)
