"""Putting the run records right that killed processes left open, and those of runs that never began."""

import logging
from asyncio import to_thread
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from jobspider.outcome import Outcome
from jobspider.records import OpenProcess, Run, State
from jobspider.run import total
from jobspider.schedule.ended import ended_runs, lost_processes
from jobspider.schedule.ledger import Firing, Ledger
from jobspider.schedule.nodes import Survey
from jobspider.search.runs import open_processes, open_runs, recorded
from jobspider.store.runs import close_forgotten_node, close_forgotten_run, open_run
from jobspider.store.transaction import in_transaction

logger = logging.getLogger(__name__)

FORGOTTEN = timedelta(days=30)
"""Age at which a record that is open stays so: no crawl takes that long, and Scrapyd forgets its jobs."""


class Reconciler:
    """Compares the records with what the nodes say."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def open_processes(self) -> list[OpenProcess]:
        """To be read before the nodes are asked: what ends in between has closed its record itself."""
        return await to_thread(_read_open, self._ledger.engine, datetime.now(UTC))

    async def fired(self) -> list[Firing]:
        """To be read before the nodes are asked, too."""
        return await to_thread(self._ledger.firings, (State.FIRED,), datetime.now(UTC))

    async def reconcile(self, processes: Sequence[OpenProcess], fired: Sequence[Firing], survey: Survey) -> None:
        """Closes what was left open, with an outcome; does nothing while a node is down."""
        if not survey.down:
            await to_thread(self._reconcile, processes, fired, survey, datetime.now(UTC))

    def _reconcile(
        self, processes: Sequence[OpenProcess], fired: Sequence[Firing], survey: Survey, now: datetime
    ) -> None:
        in_transaction(self._ledger.engine, lambda connection: _close_processes(connection, processes, survey, now))
        in_transaction(self._ledger.engine, lambda connection: _open_unbegun(connection, fired, survey, now))
        in_transaction(self._ledger.engine, lambda connection: _close_runs(connection, survey, now))


def _read_open(engine: Engine, now: datetime) -> list[OpenProcess]:
    with engine.connect() as connection:
        return open_processes(connection, now - FORGOTTEN)


def _close_processes(connection: Connection, processes: Sequence[OpenProcess], survey: Survey, now: datetime) -> None:
    for process in lost_processes(processes, survey):
        logger.warning(
            "process %s of run %s ended without a word: it is recorded as failed", process.node, process.run_id
        )
        close_forgotten_node(connection, process.id, now, Outcome.FAILED)


def _open_unbegun(connection: Connection, fired: Sequence[Firing], survey: Survey, now: datetime) -> None:
    """A record for runs that were posted and that no node is about to begin, so that they are seen."""
    there = recorded(connection, [firing.occurrence.run_id for firing in fired])
    for firing in fired:
        run = firing.occurrence.run_id
        if run not in there and run not in survey.going_on:
            open_run(connection, run, firing.schedule.spider, firing.schedule.arguments, now, robots_lifted=False)


def _close_runs(connection: Connection, survey: Survey, now: datetime) -> None:
    for run, outcome in ended_runs(open_runs(connection, now - FORGOTTEN), survey):
        logger.warning("run %s ended without a word: it is recorded as %s", run.id, outcome)
        close_forgotten_run(connection, run.id, now, outcome, _counts(run))


def _counts(run: Run) -> dict[str, int]:
    return total(process.counts for process in run.processes)
