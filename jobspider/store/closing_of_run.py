"""What a finished run closes: decided once, by whoever of its processes ends last, and kept in the run's record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from logging import Logger
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from jobspider.errors import ConfigError, UnknownRunError
from jobspider.records import Run
from jobspider.store.transaction import in_transaction
from jobspider.store.unlisted import Ended, Finished, close_missing, ended_scopes
from jobspider.tables import run_nodes, runs

DUE: Mapping[str, Any] = {"state": "due"}
"""`runs.closing` of a run that ended in order and whose processes have not all ended their records yet."""
SHOWN = 20
"""Lists that are named in the record, at most."""


@dataclass(frozen=True)
class Guard:
    """What one run may close of a list without being asked."""

    share: float
    least: int
    off: bool = False

    def refuses(self, named: int, missing: int) -> bool:
        """Whether so many are an unusual share: it rather looks as if the site had not shown everything."""
        return not self.off and missing >= self.least and missing > self.share * named


def due(connection: Connection, run_id: str) -> None:
    """Says that the run ended in order: what its lists no longer name may be closed."""
    undecided = (runs.c.id == run_id) & runs.c.closing.is_(None)
    connection.execute(update(runs).where(undecided).values(closing=dict(DUE)))


def refuse_closing(connection: Connection, run_id: str, why: str) -> None:
    """Says that the run proves nothing, whoever finds it due."""
    connection.execute(update(runs).where(runs.c.id == run_id).values(closing={"state": "unproven", "why": why}))


def tell(logger: Logger, run_id: str, report: Mapping[str, Any]) -> None:
    """One line of log: what was closed, or why not."""
    if report["closed"]:
        logger.info("Run %s closed %d postings that its lists no longer name.", run_id, report["closed"])
    if "refused" in report:
        logger.error(
            "Run %s closes none of %d postings that its lists no longer name: that is an unusual share of them. Look "
            "at the site; if they are really gone, `jobspider postings close --run %s --anyway` closes them.",
            *(run_id, report["refused"], run_id),
        )


def close_if_last(engine: Engine, run_id: str, guard: Guard, now: datetime) -> Mapping[str, Any] | None:
    """Closes what the run proves closed, if that is due, and no process of the run has still to end its record.

    A process that was killed may have taken knowledge of trouble with it: its run proves nothing. None: not now.
    """
    counts = in_transaction(engine, lambda connection: _claimed(connection, run_id))
    if counts is None:
        return None
    if counts.get("dead", 0) > counts.get("troubles", 0):
        why = "the frontier has dead letters that no list knows of"
        in_transaction(engine, lambda connection: refuse_closing(connection, run_id, why))
        return None
    return close_after(engine, run_id, guard, now)


def decidable(run_id: str, run: Run | None) -> None:
    """Raises an error where nothing can be decided on: no such run, or one that proved nothing."""
    if run is None:
        raise UnknownRunError(f"there is no run {run_id}: `jobspider runs` lists them")
    if run.closing is None or run.closing.get("state") not in {"refused", "done", "begun"}:
        raise ConfigError(
            f"run {run_id} proves nothing of what it didn't list: `jobspider runs {run_id}` says how it ended"
        )


def close_after(engine: Engine, run_id: str, guard: Guard, now: datetime) -> Mapping[str, Any]:
    """Closes what the run proves closed, and keeps in its record what that was; may be repeated."""
    with engine.connect() as connection:
        finished = _finished(connection, run_id)
        lists = ended_scopes(connection, finished)
    whole = guard.refuses(sum(each.named for each in lists), sum(each.missing for each in lists))
    refused = [each for each in lists if each.missing and (whole or guard.refuses(each.named, each.missing))]
    taken = [each for each in lists if each not in refused]
    closed = sum(close_missing(engine, finished, each.scope_id, now) for each in taken)
    report = {"state": "refused" if refused else "done", "lists": len(lists), "closed": closed, **_told(refused)}
    in_transaction(engine, lambda c: c.execute(update(runs).where(runs.c.id == run_id).values(closing=report)))
    return report


def _told(refused: list[Ended]) -> dict[str, Any]:
    if not refused:
        return {}
    lists = [{"scope": each.scope, "named": each.named, "missing": each.missing} for each in refused[:SHOWN]]
    return {"refused": sum(each.missing for each in refused), "refused_lists": lists}


def _claimed(connection: Connection, run_id: str) -> dict[str, int] | None:
    """The run's counts, where it is due and this caller, alone, is to do it."""
    row = connection.execute(select(runs.c.closing, runs.c.counts).where(runs.c.id == run_id).with_for_update()).first()
    working = select(func.count()).where(run_nodes.c.run_id == run_id, run_nodes.c.finished_at.is_(None))
    if row is None or row.closing != DUE or connection.scalar(working):
        return None
    connection.execute(update(runs).where(runs.c.id == run_id).values(closing={"state": "begun"}))
    counts: dict[str, int] = row.counts
    return counts


def _finished(connection: Connection, run_id: str) -> Finished:
    row = connection.execute(select(runs.c.spider, runs.c.started_at).where(runs.c.id == run_id)).one()
    return Finished(run_id, row.spider, row.started_at)
