"""The record of runs: one row a run, one a process in it. All of it may be repeated without harm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from jobspider.store.insert import insert_unless_there
from jobspider.tables import run_nodes, runs


def open_run(  # noqa: PLR0913, PLR0917  the columns of one row
    connection: Connection,
    run_id: str,
    spider: str,
    arguments: Mapping[str, Any],
    started_at: datetime,
    robots_lifted: bool,
) -> None:
    """Opens a run; when another node of it was first, that node's row stays as it is."""
    row = {"id": run_id, "spider": spider, "arguments": dict(arguments), "started_at": started_at}
    insert_unless_there(connection, runs, {**row, "counts": {}, "robots_lifted": robots_lifted})


def open_node(  # noqa: PLR0913, PLR0917  the columns of one row
    connection: Connection,
    run_id: str,
    node: str,
    started_at: datetime,
    log: str | None = None,
    job: str | None = None,
) -> None:
    """Says that this process works in the run.

    `node` is its host name and process id, `log` its log file, `job` the job that Scrapyd knows it by.
    """
    row = {"run_id": run_id, "node": node, "started_at": started_at, "counts": {}, "log": log, "job": job}
    insert_unless_there(connection, run_nodes, row)


def close_node(  # noqa: PLR0913, PLR0917  the columns of one row
    connection: Connection, run_id: str, node: str, finished_at: datetime, outcome: str, counts: Mapping[str, int]
) -> None:
    """Says how this process's part ended."""
    mine = (run_nodes.c.run_id == run_id) & (run_nodes.c.node == node)
    values = {"finished_at": finished_at, "outcome": outcome, "counts": dict(counts)}
    connection.execute(update(run_nodes).where(mine).values(values))


def open_by_hand(connection: Connection, spider: str, host: str) -> list[tuple[int, str, str]]:
    """Row, run and node of this spider's processes on a host that no Scrapyd started and whose record is open."""
    wanted = select(run_nodes.c.id, run_nodes.c.run_id, run_nodes.c.node).join(runs, runs.c.id == run_nodes.c.run_id)
    mine = (runs.c.spider == spider) & run_nodes.c.node.startswith(f"{host}:", autoescape=True)
    found = connection.execute(wanted.where(mine, run_nodes.c.finished_at.is_(None), run_nodes.c.job.is_(None)))
    return [(row[0], row[1], row[2]) for row in found]


def nobody_works(connection: Connection, run_id: str) -> bool:
    """Whether each process of the run has ended its record, or somebody else has."""
    working = select(run_nodes.c.id).where(run_nodes.c.run_id == run_id, run_nodes.c.finished_at.is_(None))
    return connection.execute(working.limit(1)).first() is None


class Part(NamedTuple):
    """How one process's part in a run ended."""

    outcome: str
    counts: dict[str, int]


def hold(connection: Connection, run_id: str) -> None:
    """Makes the run's processes close their records one after the other, so that each sees those before it.

    Without it two that end at the same moment miss each other, and the run's counts are one's alone. To be called
    before anything is read: MySQL then reads what was committed while this waited.
    """
    connection.execute(select(runs.c.id).where(runs.c.id == run_id).with_for_update())


def is_finished(connection: Connection, run_id: str) -> bool:
    """Whether somebody has closed the run."""
    return connection.scalar(select(runs.c.finished_at).where(runs.c.id == run_id)) is not None


def closed_parts(connection: Connection, run_id: str) -> list[Part]:
    """The parts of the processes that have closed theirs."""
    wanted = select(run_nodes.c.outcome, run_nodes.c.counts).where(run_nodes.c.run_id == run_id)
    return [Part(*row) for row in connection.execute(wanted.where(run_nodes.c.outcome.is_not(None)))]


def close_run(  # noqa: PLR0913, PLR0917  the columns of one row
    connection: Connection,
    run_id: str,
    finished_at: datetime,
    outcome: str,
    complete: bool,
    counts: Mapping[str, int],
) -> None:
    """Says how the run ended; `complete`: every request of it was answered. The last word counts."""
    values = {"finished_at": finished_at, "outcome": outcome, "complete": complete, "counts": dict(counts)}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def close_forgotten_node(connection: Connection, node_id: int, finished_at: datetime, outcome: str) -> None:
    """Closes the record of a process that was killed; one that has closed it meanwhile keeps its word."""
    forgotten = (run_nodes.c.id == node_id) & run_nodes.c.finished_at.is_(None)
    connection.execute(update(run_nodes).where(forgotten).values(finished_at=finished_at, outcome=outcome))


def close_forgotten_run(
    connection: Connection, run_id: str, finished_at: datetime, outcome: str, counts: Mapping[str, int]
) -> None:
    """Closes a run that nothing works on any more; one that was closed meanwhile stays as it is."""
    forgotten = (runs.c.id == run_id) & runs.c.finished_at.is_(None)
    values = {"finished_at": finished_at, "outcome": outcome, "complete": False, "counts": dict(counts)}
    connection.execute(update(runs).where(forgotten).values(values))
