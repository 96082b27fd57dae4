"""Figures of the whole crawl for /metrics: a few statements, each over an index or a small table."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from jobspider.alert import State
from jobspider.outcome import Outcome
from jobspider.search.runs import RUNNING
from jobspider.tables import alert_deliveries, runs, searches, tasks

SUCCESSFUL = (Outcome.OK, Outcome.OK_EMPTY)
"""Outcomes of a run that got what it asked for."""


def runs_by_outcome(connection: Connection) -> dict[tuple[str, str], int]:
    """How many recorded runs of each spider ended how; `running` for those that go on."""
    statement = select(runs.c.spider, runs.c.outcome, func.count()).group_by(runs.c.spider, runs.c.outcome)
    return {(row[0], row[1] or RUNNING): row[2] for row in connection.execute(statement)}


def last_successes(connection: Connection) -> dict[str, datetime]:
    """When the last successful run of each spider ended, for those that had one."""
    wanted = runs.c.outcome.in_([str(outcome) for outcome in SUCCESSFUL])
    statement = select(runs.c.spider, func.max(runs.c.finished_at)).where(wanted).group_by(runs.c.spider)
    return {row[0]: row[1] for row in connection.execute(statement) if row[1] is not None}


def deliveries_by_state(connection: Connection) -> dict[str, int]:
    """How many messages of alerts are in each state, 0 too; those that ended long ago are no longer there."""
    state = alert_deliveries.c.state
    found = connection.execute(select(state, func.count()).group_by(state)).all()
    return {**{str(each): 0 for each in State}, **{row[0]: row[1] for row in found}}


def latest_outcomes(connection: Connection) -> dict[str, str]:
    """How the last run of each spider ended; cancelled ones say nothing of the site and are passed over."""
    ended = runs.c.finished_at.is_not(None) & (runs.c.outcome != str(Outcome.CANCELLED))
    last = (
        select(runs.c.spider, func.max(runs.c.finished_at).label("at")).where(ended).group_by(runs.c.spider).subquery()
    )
    mine = (runs.c.spider == last.c.spider) & (runs.c.finished_at == last.c.at)
    rows = connection.execute(select(runs.c.spider, runs.c.outcome).join(last, mine).where(ended))
    return {row[0]: row[1] for row in rows}


def searches_due_since(connection: Connection) -> dict[str, datetime]:
    """When the search of each spider that is due first fell due, or will."""
    wanted = select(searches.c.spider, func.min(searches.c.next_crawl_at)).where(searches.c.priority >= 0)
    rows = connection.execute(wanted.group_by(searches.c.spider))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def oldest_task(connection: Connection) -> datetime | None:
    """When the oldest task was posted that is neither done nor cancelled; None where there is none."""
    open_ones = tasks.c.finished_at.is_(None) & tasks.c.cancelled_at.is_(None)
    return connection.execute(select(func.min(tasks.c.created_at)).where(open_ones)).scalar()
