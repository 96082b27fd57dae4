"""Companies, for people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from jobspider.tables import companies


def companies_known(
    connection: Connection, columns: Sequence[str], limit: int, key: str | None = None
) -> Sequence[Row[Any]]:
    """Up to so many companies that something is known of, by name; or the one of this key."""
    described = or_(companies.c.asked_at.is_(None), companies.c.changed_at > companies.c.asked_at)
    wanted = select(*(companies.c[name] for name in columns)).where(described).order_by(companies.c.name).limit(limit)
    return connection.execute(wanted if key is None else wanted.where(companies.c.key == key)).all()
