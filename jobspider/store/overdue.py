"""Postings that time has closed: those whose valid_through has passed, and those that no crawl has seen for long."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from jobspider.outcome import Outcome
from jobspider.store.closing import Reason, close_where
from jobspider.tables import postings, runs

LOOKED = (Outcome.OK, Outcome.PARTIAL)
"""Outcomes of runs that have looked at a site and seen postings."""


def close_overdue(engine: Engine, now: datetime, not_seen: timedelta) -> dict[Reason, int]:
    """Closes both kinds, and may be repeated without harm; how many of each.

    Not seen counts up to the source's last run that saw postings, not up to now: where nobody looks, nothing closes.
    """
    ended = close_where(engine, Reason.VALID_THROUGH, now, postings.c.valid_through < now)
    unseen = 0
    for source, looked in _last_looks(engine).items():
        conditions = (postings.c.source == source, postings.c.last_seen_at < looked - not_seen)
        unseen += close_where(engine, Reason.NOT_SEEN, now, *conditions)
    return {Reason.VALID_THROUGH: ended, Reason.NOT_SEEN: unseen}


def _last_looks(engine: Engine) -> dict[str, datetime]:
    """When the last run of each source began that saw postings."""
    outcomes = [str(outcome) for outcome in LOOKED]
    wanted = select(runs.c.spider, func.max(runs.c.started_at)).where(runs.c.outcome.in_(outcomes))
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(wanted.group_by(runs.c.spider))}
