"""What the daemon reads from and writes to the database, a transaction each; blocking, so called in threads."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from jobspider.errors import ConfigError
from jobspider.records import POSTED, Occurrence, State, StoredSchedule
from jobspider.schedule.due import latest_due
from jobspider.search.schedules import all_schedules, occurrences_in, occurrences_of
from jobspider.store.occurrences import change_occurrence, open_occurrence
from jobspider.store.schedules import set_checked, set_fired
from jobspider.store.transaction import in_transaction

logger = logging.getLogger(__name__)

FORGOTTEN = timedelta(days=7)
"""Age at which an occurrence is no longer looked at; a tombstone of its run in Redis lasts as long."""
EARLIER = 20
"""How many earlier runs of a schedule may still go on, unnoticed beyond that."""


@dataclass(frozen=True)
class Firing:
    """An occurrence to fire, its schedule, and the ids of the runs that the schedule started before."""

    occurrence: Occurrence
    schedule: StoredSchedule
    earlier: frozenset[str]


class Ledger:
    """The schedules and their occurrences."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._refused: dict[str, str] = {}

    def note_due(self, now: datetime, grace: timedelta) -> None:
        """Opens an occurrence for each enabled schedule that has come due, and notes that it is decided on."""
        with self.engine.connect() as connection:
            enabled = [schedule for schedule in all_schedules(connection) if schedule.enabled]
        for schedule in enabled:
            self._note(schedule, now, grace)

    def firings(self, states: tuple[State, ...], now: datetime) -> list[Firing]:
        """Occurrences in these states that are not too old, the earliest first."""
        with self.engine.connect() as connection:
            found = occurrences_in(connection, states, now - FORGOTTEN)
            by_id = {schedule.id: schedule for schedule in all_schedules(connection)} if found else {}
            return [
                Firing(each, by_id[each.schedule_id], _earlier(connection, each))
                for each in found
                if each.schedule_id in by_id
            ]

    def save(
        self, occurrence: Occurrence, state: State, nodes: Mapping[str, str], detail: str | None, now: datetime
    ) -> None:
        """Says what has become of an occurrence."""

        def write(connection: Connection) -> None:
            change_occurrence(connection, occurrence.id, state, nodes, detail, now)
            if POSTED in nodes.values():
                set_fired(connection, occurrence.schedule_id, occurrence.due_at)

        in_transaction(self.engine, write)

    def _note(self, schedule: StoredSchedule, now: datetime, grace: timedelta) -> None:
        try:
            due = latest_due(schedule, now, grace)
        except ConfigError as error:
            self._say(schedule.name, str(error))
            return
        if due is None:
            return

        def write(connection: Connection) -> None:
            open_occurrence(connection, schedule.id, due.due_at, due.run_id, due.state, due.detail, now)
            set_checked(connection, schedule.id, due.due_at)

        in_transaction(self.engine, write)
        if due.state is State.MISSED:
            logger.warning("schedule %s missed %s: %s", schedule.name, due.due_at, due.detail)

    def _say(self, name: str, sentence: str) -> None:
        if self._refused.get(name) != sentence:
            logger.error("schedule %s cannot fire: %s", name, sentence)
        self._refused[name] = sentence


def _earlier(connection: Connection, occurrence: Occurrence) -> frozenset[str]:
    return frozenset(
        each.run_id
        for each in occurrences_of(connection, occurrence.schedule_id, EARLIER)
        if each.id != occurrence.id and each.state in {State.FIRED, State.FIRING}
    )
