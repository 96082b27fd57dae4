"""The simulated days: the site turns, both of its parts are crawled until a run has proved the day, then the next one.

A run proves a day when it ended complete and decided what it closes. One that a fault has spoilt is followed by
another, as an operator or the next occurrence would see to it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from time import monotonic, sleep
from typing import TypeVar

from redis import Redis
from sqlalchemy import Connection, func, select

from benchmarks.soak.operator import AWAY, Operator, OverdueError, eventually
from benchmarks.soak.truth import SITES
from jobspider.frontier.keys import hosts_key
from jobspider.outcome import Outcome
from jobspider.tables import (
    alert_deliveries,
    alert_items,
    alert_queue,
    match_queue,
    occurrences,
    outbox,
    runs,
    search_queue,
)

T = TypeVar("T")

RUN_SECONDS = 600
"""How long one run may take."""
SETTLE_SECONDS = 180
"""How long what waits behind the crawls may take to become less."""
ATTEMPTS_UNDER_FAULTS = 3
"""Runs of a site and a day that faults may spoil; then they wait until the day is done."""
ATTEMPTS = 8


@dataclass
class Day:
    """When a day began and when all of it was known; per site when the run that proves it started."""

    number: int
    began: datetime
    proved: dict[str, datetime] = field(default_factory=dict)
    ended: datetime | None = None
    runs: list[tuple[str, str, str | None]] = field(default_factory=list)
    """All runs of the day: id, spider, outcome."""


class Days:
    """Turns them. `calm` is told whether faults have to wait."""

    def __init__(self, operator: Operator, calm: Callable[[bool], None], say: Callable[[str], None]) -> None:
        self.operator = operator
        self.system = operator.system
        self.calm = calm
        self.say = say
        self.days: list[Day] = []
        self.waits: dict[str, int] = {}

    def one(self) -> None:
        """A whole day."""
        self.system.site.turn()
        day = Day(self.system.site.day, datetime.now(UTC))
        self.days.append(day)
        for attempt in range(ATTEMPTS):
            missing = [site for site in SITES if site not in day.proved]
            if not missing:
                break
            self.calm(attempt >= ATTEMPTS_UNDER_FAULTS)
            self._lift_pauses()
            for site in missing:
                self.operator.post(f"/schedules/{site}/fire")
            self._wait_until(self._idle, RUN_SECONDS, f"the runs of day {day.number}")
            self._look(day)
        else:
            raise OverdueError(f"day {day.number} was not crawled in {ATTEMPTS} attempts: {day.runs}")
        self.settle()
        self.calm(False)
        day.ended = datetime.now(UTC)
        spent = (day.ended - day.began).total_seconds()
        self.say(f"day {day.number}: {spent:.0f} s, runs {', '.join(f'{run[1]} {run[2]}' for run in day.runs)}")

    def settle(self) -> None:
        """Waits until everything has been indexed, compared, told and read, for as long as it gets less."""
        least: int | None = None
        while least != 0:
            try:
                least = self._wait_until(partial(self._less, least), SETTLE_SECONDS, "what waits behind the crawls")
            except OverdueError as error:
                raise OverdueError(f"{error}: {self.waits}") from error

    def _wait_until(self, found: Callable[[], T | None], seconds: float, what: str) -> T:
        """What is found in time."""
        deadline = monotonic() + seconds
        while True:
            with suppress(*AWAY):
                if (result := found()) is not None:
                    return result
            if monotonic() > deadline:
                raise OverdueError(f"{what} did not end within {seconds:.0f} s")
            sleep(0.3)

    def _idle(self) -> bool | None:
        """True once no occurrence is being fired, no node has a job, and no record is open."""
        if self.system.crawls() or self.operator.waiting_jobs():
            return None
        with self.operator.engine.connect() as connection:
            busy = _count(connection, occurrences, occurrences.c.state == "firing") or _count(
                connection, runs, runs.c.finished_at.is_(None)
            )
        return None if busy else True

    def _less(self, least: int | None) -> int | None:
        """How much waits; None while that is not less than before."""
        with self.operator.engine.connect() as connection:
            for queue in (outbox, search_queue, match_queue, alert_queue):
                self.waits[queue.name] = _count(connection, queue)
            self.waits["alert_items"] = _count(connection, alert_items, alert_items.c.delivery_id.is_(None))
            self.waits["alert_deliveries"] = _count(connection, alert_deliveries, alert_deliveries.c.ended_at.is_(None))
        self.waits["events to read"] = self.system.consumer.waiting()
        waits = sum(self.waits.values())
        return waits if least is None or waits < least else None

    def _look(self, day: Day) -> None:
        """Which runs the day had, and which sites they prove."""
        wanted = select(runs).where(runs.c.started_at >= day.began).order_by(runs.c.started_at)
        found = self.operator.read(lambda connection: connection.execute(wanted).all(), "reading the runs")
        day.runs = [(run.id, run.spider, run.outcome) for run in found]
        for run in found:
            decided = (run.closing or {}).get("state") == "done" and run.closing["lists"] == self._lists(run.spider)
            if run.outcome == Outcome.OK and run.complete and decided:
                day.proved.setdefault(run.spider, run.started_at)

    def _lists(self, site: str) -> int:
        return len(self.system.site.employers) if site == "lever" else 1

    def _lift_pauses(self) -> None:
        """A challenge pauses its host for ten minutes, which no soak of some minutes can wait for."""
        with Redis(port=self.system.redis_port) as redis:
            eventually(lambda: redis.delete(hosts_key(0)), "lifting pauses")


def _count(connection: Connection, table: object, *conditions: object) -> int:
    return int(connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)  # type: ignore[arg-type]
