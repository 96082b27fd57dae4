"""Schedules with their next times and what became of the last ones, and firing one by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from api.frontier_watch import read
from jobspider.config import config
from jobspider.errors import ConfigError, StoreUnavailableError
from jobspider.records import Occurrence, State, StoredSchedule
from jobspider.schedule.due import next_due
from jobspider.schedule.lease import somebody_leads
from jobspider.search.schedules import all_schedules, occurrences_of

MOST = 100
"""Schedules that are shown."""
TONES: Mapping[State, str] = {State.FIRED: "good", State.FIRING: "accent", State.MISSED: "warn", State.FAILED: "bad"}


@dataclass(frozen=True)
class Row:
    """A schedule, as the page shows it."""

    schedule: StoredSchedule
    next_at: datetime | None
    """None: it does not fire, or its cron cannot be read."""
    trouble: str
    last: Occurrence | None

    @property
    def tone(self) -> str:
        """The chip of its last occurrence."""
        return TONES.get(self.last.state, "") if self.last else ""


def rows(connection: Connection) -> tuple[list[Row], int]:
    """The first of them by name, and how many there are."""
    every = all_schedules(connection)
    return [_row(connection, each) for each in every[:MOST]], len(every)


def leads(connection: Connection) -> bool | None:
    """Whether a schedule daemon is at work; None where Redis, which knows, does not answer."""
    if config().redis_url is None:
        return somebody_leads(connection, None)
    try:
        return read(lambda client: somebody_leads(connection, client))
    except StoreUnavailableError:
        return None


def _row(connection: Connection, schedule: StoredSchedule) -> Row:
    last = next(iter(occurrences_of(connection, schedule.id, 1)), None)
    try:
        due = next_due(schedule, datetime.now(UTC)) if schedule.enabled else None
    except ConfigError as error:  # written by hand, or by a version that knew other zones
        return Row(schedule, None, str(error), last)
    return Row(schedule, due, "", last)
