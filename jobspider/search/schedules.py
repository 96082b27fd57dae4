"""Schedules and occurrences by name, by state and by time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from jobspider.errors import UnknownScheduleError
from jobspider.records import Occurrence, State, StoredSchedule
from jobspider.tables import occurrences, schedules


def all_schedules(connection: Connection) -> list[StoredSchedule]:
    """All of them, by name."""
    rows = connection.execute(select(schedules).order_by(schedules.c.name)).mappings()
    return [StoredSchedule.model_validate(dict(row)) for row in rows]


def schedule_named(connection: Connection, name: str) -> StoredSchedule:
    """One schedule; UnknownScheduleError when there is none of this name."""
    row = connection.execute(select(schedules).where(schedules.c.name == name)).mappings().one_or_none()
    if row is None:
        raise UnknownScheduleError(f"there is no schedule {name}: `jobspider schedule list` shows all")
    return StoredSchedule.model_validate(dict(row))


def occurrences_of(connection: Connection, schedule_id: int, limit: int = 20) -> list[Occurrence]:
    """The schedule's latest occurrences, the latest first."""
    statement = select(occurrences).where(occurrences.c.schedule_id == schedule_id)
    rows = connection.execute(statement.order_by(occurrences.c.due_at.desc()).limit(limit)).mappings()
    return [Occurrence.model_validate(dict(row)) for row in rows]


def occurrences_in(connection: Connection, states: Sequence[State], since: datetime) -> list[Occurrence]:
    """Occurrences in one of these states that were due at `since` or later, the earliest first."""
    wanted = occurrences.c.state.in_([str(state) for state in states]) & (occurrences.c.due_at >= since)
    rows = connection.execute(select(occurrences).where(wanted).order_by(occurrences.c.due_at)).mappings()
    return [Occurrence.model_validate(dict(row)) for row in rows]
