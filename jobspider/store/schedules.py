"""Writes of schedules. A change of when they fire counts from now on: what was due before is not fired afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from jobspider.errors import ScheduleExistsError, UnknownScheduleError
from jobspider.records import Schedule
from jobspider.store.faults import is_duplicate
from jobspider.tables import occurrences, schedules

TIMING = {"cron", "time_zone", "enabled"}
"""Fields whose change moves the due times."""


def add_schedule(connection: Connection, schedule: Schedule, now: datetime) -> None:
    """Adds a schedule whose first occurrence is the next one; ScheduleExistsError when the name is taken."""
    row = {**schedule.model_dump(), "created_at": now, "checked_until": now}
    try:
        connection.execute(insert(schedules).values(row))
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise ScheduleExistsError(
            f"there is a schedule {schedule.name} already: edit it, or choose another name"
        ) from error


def edit_schedule(connection: Connection, schedule: Schedule, now: datetime) -> None:
    """Gives the schedule of this name its new fields."""
    mine = schedules.c.name == schedule.name
    old = connection.execute(select(schedules).where(mine).with_for_update()).mappings().one_or_none()
    if old is None:
        raise _unknown(schedule.name)
    fields: dict[str, Any] = schedule.model_dump(exclude={"name"})
    if any(fields[name] != old[name] for name in TIMING):
        fields["checked_until"] = now
    connection.execute(update(schedules).where(mine).values(fields))


def remove_schedule(connection: Connection, name: str) -> None:
    """Removes a schedule and its occurrences; its runs stay."""
    found = connection.execute(select(schedules.c.id).where(schedules.c.name == name)).scalar()
    if found is None:
        raise _unknown(name)
    connection.execute(delete(occurrences).where(occurrences.c.schedule_id == found))
    connection.execute(delete(schedules).where(schedules.c.id == found))


def set_checked(connection: Connection, schedule_id: int, until: datetime) -> None:
    """Says that all due times up to this one have been decided on."""
    mine = (schedules.c.id == schedule_id) & (schedules.c.checked_until < until)
    connection.execute(update(schedules).where(mine).values(checked_until=until))


def set_fired(connection: Connection, schedule_id: int, due_at: datetime) -> None:
    """Says that the schedule has started a run."""
    connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(last_fired_at=due_at))


def _unknown(name: str) -> UnknownScheduleError:
    return UnknownScheduleError(f"there is no schedule {name}: `jobspider schedule list` shows all")
