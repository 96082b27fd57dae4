"""Runs with their processes: the latest, and those left open."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select

from jobspider.records import OpenProcess, Run, RunProcess
from jobspider.tables import run_nodes, runs

RUNNING = "running"
"""What a run without an outcome is called."""


def latest_runs(connection: Connection, limit: int = 20, spider: str | None = None) -> list[Run]:
    """The latest runs, of one spider or of all, the latest first."""
    statement = select(runs).order_by(runs.c.started_at.desc(), runs.c.id).limit(limit)
    return _runs(connection, statement if spider is None else statement.where(runs.c.spider == spider))


def runs_before(
    connection: Connection,
    limit: int,
    before: tuple[datetime, str] | None = None,
    *,
    spider: str | None = None,
    outcome: str | None = None,
) -> list[Run]:
    """Runs that began before the one with this start and id, the latest first; `outcome` "running" is none yet."""
    statement = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(limit)
    if before is not None:
        started_at, run_id = before
        same = (runs.c.started_at == started_at) & (runs.c.id < run_id)
        statement = statement.where((runs.c.started_at < started_at) | same)
    if spider is not None:
        statement = statement.where(runs.c.spider == spider)
    if outcome is not None:
        statement = statement.where(runs.c.outcome == (None if outcome == RUNNING else outcome))
    return _runs(connection, statement)


def run_by_id(connection: Connection, run_id: str) -> Run | None:
    """One run, or None."""
    return next(iter(_runs(connection, select(runs).where(runs.c.id == run_id))), None)


def open_runs(connection: Connection, since: datetime) -> list[Run]:
    """Runs that began at `since` or later and that nobody has closed."""
    left_open: ColumnElement[bool] = runs.c.finished_at.is_(None) & (runs.c.started_at >= since)
    return _runs(connection, select(runs).where(left_open))


def open_processes(connection: Connection, since: datetime) -> list[OpenProcess]:
    """Processes of Scrapyd's that began at `since` or later and whose record is open."""
    wanted = select(run_nodes.c.id, run_nodes.c.run_id, run_nodes.c.node, run_nodes.c.job).where(
        run_nodes.c.finished_at.is_(None), run_nodes.c.job.is_not(None), run_nodes.c.started_at >= since
    )
    return [OpenProcess.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]


def recorded(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the runs that have a record."""
    return set(connection.execute(select(runs.c.id).where(runs.c.id.in_(ids))).scalars())


def _runs(connection: Connection, statement: Select[Any]) -> list[Run]:
    found = connection.execute(statement).mappings().all()
    nodes = _nodes(connection, [row["id"] for row in found])
    return [Run(**row, processes=tuple(_processes(nodes, row["id"]))) for row in found]


def _nodes(connection: Connection, ids: Sequence[str]) -> Sequence[RowMapping]:
    statement = select(run_nodes).where(run_nodes.c.run_id.in_(ids)).order_by(run_nodes.c.started_at, run_nodes.c.id)
    return connection.execute(statement).mappings().all()


def _processes(nodes: Iterable[RowMapping], run_id: str) -> Iterable[RunProcess]:
    return (RunProcess.model_validate(dict(row)) for row in nodes if row["run_id"] == run_id)
