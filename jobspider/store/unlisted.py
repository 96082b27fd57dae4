"""What a finished run's lists no longer name: counted, guarded, and closed.

A posting closes when the last list that named it has been read to its end without it. Two signs must agree that a list
no longer names it, so that neither unequal clocks nor a second run at the same time close anything: the run has not
left its mark at the posting, and nobody has seen the posting since the run began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, exists, func, or_, select

from jobspider.listing import run_mark
from jobspider.store.closing import BATCH, Reason, close
from jobspider.store.transaction import in_transaction
from jobspider.tables import listings, postings, scopes


@dataclass(frozen=True)
class Ended:
    """A list that a run has read to its end: how many open postings it named, and how many of them no longer."""

    scope_id: int
    scope: str
    named: int
    missing: int


@dataclass(frozen=True)
class Finished:
    """The run that decides."""

    run: str
    source: str
    started_at: datetime

    @property
    def unmarked(self) -> ColumnElement[bool]:
        """A listing that this run has not confirmed."""
        return listings.c.run_mark != run_mark(self.run)

    @property
    def unseen(self) -> ColumnElement[bool]:
        """A posting that nobody has seen since this run began."""
        return postings.c.last_seen_at < self.started_at


def ended_scopes(connection: Connection, finished: Finished) -> list[Ended]:
    """The lists that the run has read to their end without trouble."""
    untroubled = or_(scopes.c.troubled_in.is_(None), scopes.c.troubled_in != finished.run)
    wanted = select(scopes.c.id, scopes.c.name).where(scopes.c.source == finished.source)
    rows = connection.execute(wanted.where(scopes.c.ended_in == finished.run, untroubled).order_by(scopes.c.id)).all()
    return [Ended(number, name, *_counted(connection, finished, number)) for number, name in rows]


def close_missing(engine: Engine, finished: Finished, scope_id: int, now: datetime) -> int:
    """Takes from the scope what it no longer names, and closes what no other scope names; how many it closed."""
    wanted = _missing(scope_id, finished).order_by(listings.c.posting_id).limit(BATCH)
    after, total = 0, 0
    ids: Sequence[int] = range(BATCH)
    while len(ids) == BATCH:
        with engine.connect() as connection:
            ids = list(connection.scalars(wanted.where(listings.c.posting_id > after)))
        total += in_transaction(engine, partial(_drop, finished=finished, scope_id=scope_id, ids=ids, now=now))
        after = max(ids, default=0)
    return total


def _missing(scope_id: int, finished: Finished) -> Select[int]:
    still = listings.join(postings, postings.c.id == listings.c.posting_id)
    mine = listings.c.scope_id == scope_id
    return select(listings.c.posting_id).select_from(still).where(mine, finished.unmarked, finished.unseen)


def _drop(connection: Connection, finished: Finished, scope_id: int, ids: Sequence[int], now: datetime) -> int:
    mine = (listings.c.scope_id == scope_id) & listings.c.posting_id.in_(ids)
    connection.execute(delete(listings).where(mine, finished.unmarked))
    named = exists().where(listings.c.posting_id == postings.c.id)
    return close(connection, ids, Reason.NOT_LISTED, now, finished.unseen, ~named)


def _counted(connection: Connection, finished: Finished, scope_id: int) -> tuple[int, int]:
    still_open = listings.join(postings, postings.c.id == listings.c.posting_id)
    wanted = select(func.count()).select_from(still_open)
    mine = (listings.c.scope_id == scope_id) & postings.c.closed_at.is_(None)
    named = connection.scalar(wanted.where(mine))
    missing = connection.scalar(wanted.where(mine, finished.unmarked, finished.unseen))
    return named or 0, missing or 0
