"""Figures of the whole crawl for /metrics: a few statements, each over an index or a small table."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from jobspider.alert import State
from jobspider.outcome import Outcome
from jobspider.search.runs import RUNNING
from jobspider.tables import alert_deliveries, runs

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
