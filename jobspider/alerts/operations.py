"""What goes wrong in the operation: each occurrence has a key, so that each alert tells it once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from jobspider.alert import Alert
from jobspider.outcome import Outcome
from jobspider.tables import runs

BAD = {
    str(Outcome.FAILED): "failed",
    str(Outcome.CHALLENGED): "ended because the site answered with a challenge",
    str(Outcome.SCHEMA_CHANGED): "ended because the site's pages hold nothing that can be read: its layout has changed",
}
LOOK_BACK = timedelta(days=2)
"""Runs that ended this long ago may still be told, by a worker that was down until now."""
DAY = timedelta(days=1)
WATCHED = timedelta(days=7)
"""A source that has had new postings so recently is expected to have some each day."""


def occurrences(connection: Connection, alert: Alert, now: datetime) -> dict[str, str]:
    """What happened since the alert was made: sentences by key."""
    sources = set(alert.filter.get("source", ()))
    found = {**bad_runs(connection, alert.created_at, now), **quiet_sources(connection, now)}
    return {key: sentence for key, (source, sentence) in found.items() if not sources or source in sources}


def bad_runs(connection: Connection, since: datetime, now: datetime) -> dict[str, tuple[str, str]]:
    """Runs that ended badly: source and sentence by key."""
    ended = (runs.c.started_at > now - WATCHED) & (runs.c.finished_at >= max(since, now - LOOK_BACK))
    wanted = select(runs.c.id, runs.c.spider, runs.c.outcome).where(ended, runs.c.outcome.in_(BAD))
    rows = connection.execute(wanted.order_by(runs.c.started_at)).all()
    return {f"run:{row.id}": (row.spider, f"{row.spider}: run {row.id} {BAD[row.outcome]}") for row in rows}


def quiet_sources(connection: Connection, now: datetime) -> dict[str, tuple[str, str]]:
    """Sources whose last new posting is a day old, by the run that found it: a key as long as it stays quiet."""
    wanted = select(runs.c.id, runs.c.spider, runs.c.started_at, runs.c.finished_at, runs.c.counts)
    latest = {}
    for row in connection.execute(wanted.where(runs.c.started_at > now - WATCHED).order_by(runs.c.started_at)):
        if (row.counts or {}).get("new"):
            latest[row.spider] = row
    return {
        f"quiet:{row.id}": (
            source,
            f"{source}: no new postings since run {row.id}, a day ago or more",
        )
        for source, row in latest.items()
        if (row.finished_at or row.started_at) < now - DAY
    }
