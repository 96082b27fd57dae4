"""Yesterday, and the days before it that nobody rolled up: once, whoever of several is first."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import Connection, Engine, select

from jobspider.etl.day import ONE, Day, days
from jobspider.etl.refresh import refresh_skills
from jobspider.etl.rollup import RolledUp, roll_up
from jobspider.run import node_name
from jobspider.store.locks import hold, release
from jobspider.store.transaction import in_transaction
from jobspider.tables import daily_rollups, postings

LOCK = "rollup"
LOCK_SECONDS = 1800
"""How long a day may take; a process that was killed in it keeps others waiting no longer."""
FURTHEST = 31
"""Days that are caught up on; earlier ones are rolled up when somebody asks for them."""


def catch_up(
    engine: Engine, clock: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False
) -> Iterator[RolledUp]:
    """Rolls up what is missing, the latest day first, and tells each day; nothing while another process does.

    A day that was rolled up before it was over counts as missing. Skills are read again first where the dictionary
    has changed.
    """
    owner = f"{node_name()[-47:]}:{token_hex(8)}"
    if not _hold(engine, owner, clock) or not missing(engine, clock()):
        return
    try:
        refresh_skills(engine, stopped)
        for day in missing(engine, clock()):
            if stopped() or not _hold(engine, owner, clock):
                return
            yield roll_up(engine, day, clock())
    finally:
        in_transaction(engine, lambda connection: release(connection, LOCK, owner))


def missing(engine: Engine, now: datetime) -> list[date]:
    """Days that are over, not rolled up to their end, and have postings; the latest first, of FURTHEST days."""
    with engine.connect() as connection:
        first = connection.scalar(select(postings.c.first_seen_at).order_by(postings.c.id).limit(1))
        done = _complete(connection)
    yesterday = now.date() - ONE
    if first is None:
        return []
    wanted = days(max(first.date(), yesterday - (FURTHEST - 1) * ONE), yesterday)
    return sorted(set(wanted) - done, reverse=True)


def _complete(connection: Connection) -> set[date]:
    rows = connection.execute(select(daily_rollups.c.day, daily_rollups.c.as_of))
    return {row.day for row in rows if row.as_of >= Day(row.day, row.as_of).end}


def _hold(engine: Engine, owner: str, clock: Callable[[], datetime]) -> bool:
    return in_transaction(engine, lambda connection: hold(connection, LOCK, owner, LOCK_SECONDS, clock()))
