"""Closing postings: one way to do it, whatever the reason; in batches, sorted by key, each its own transaction."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Engine, select, update

from jobspider.store.outbox import note_closed
from jobspider.store.transaction import in_transaction
from jobspider.tables import postings

BATCH = 1000
"""Postings closed in one transaction."""


class Reason(StrEnum):
    """Values of `closed_reason` beside `expired`, which a board says itself (jobspider/store/apply.py)."""

    GONE = "gone"
    NOT_LISTED = "not_listed"
    NOT_SEEN = "not_seen"
    VALID_THROUGH = "valid_through"


def close(
    connection: Connection, ids: Sequence[int], reason: Reason, now: datetime, *still: ColumnElement[bool]
) -> int:
    """Closes those of the postings that are open and for which `still` holds; how many those were."""
    wanted = select(postings.c.id).where(postings.c.id.in_(ids), postings.c.closed_at.is_(None), *still)
    found = sorted(connection.execute(wanted.with_for_update()).scalars())
    if found:
        closed = {"closed_at": now, "closed_reason": str(reason)}
        connection.execute(update(postings).where(postings.c.id.in_(found)).values(closed))
        note_closed(connection, found, now)
    return len(found)


def close_where(engine: Engine, reason: Reason, now: datetime, *conditions: ColumnElement[bool]) -> int:
    """Closes all open postings that meet the conditions; how many."""
    wanted = select(postings.c.id).where(postings.c.closed_at.is_(None), *conditions).limit(BATCH)

    def batch(connection: Connection) -> tuple[int, int]:
        ids = connection.execute(wanted).scalars().all()
        return len(ids), close(connection, ids, reason, now, *conditions)

    found, total = BATCH, 0
    while found == BATCH:
        found, closed = in_transaction(engine, batch)
        total += closed
    return total
