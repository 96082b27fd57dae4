"""Schedules: the same rules as `jobspider schedule`, and no change of another is overwritten unseen."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from sqlalchemy import Connection

from api.caller import READ, needs
from api.dependencies import Database, written
from api.errors import Refusal
from api.openapi import errors
from api.schedule_models import Fired, KnownSchedule, NewSchedule, ScheduleChanges, ScheduleFields, SchedulePage
from jobspider.api_keys import Scope
from jobspider.errors import ConfigError
from jobspider.records import NAME, Schedule, State, StoredSchedule
from jobspider.schedule.checked import checked_schedule
from jobspider.schedule.due import next_due, run_id
from jobspider.schedule.spider import refuse_files
from jobspider.search.schedules import all_schedules, schedule_named
from jobspider.store.occurrences import open_occurrence
from jobspider.store.schedules import add_schedule, edit_schedule, remove_schedule

router = APIRouter(prefix="/schedules", tags=["schedules"])
WRITES = [needs(Scope.SCHEDULES)]
REFUSED = errors(403, 409, 415)

Name = Annotated[str, Path(pattern=NAME, description="The schedule's name.")]
IfMatch = Annotated[
    str | None,
    Header(max_length=200, include_in_schema=False),  # a made-up one is refused by its purpose: nothing to generate
]


@router.get("", dependencies=[READ])
def list_schedules(database: Database) -> SchedulePage:
    """All schedules, by name."""
    return SchedulePage(items=[_known(each) for each in all_schedules(database)])


@router.get("/{name}", dependencies=[READ], responses=errors(404))
def get_schedule(database: Database, name: Name, response: Response) -> KnownSchedule:
    """One schedule; its ETag changes with its fields."""
    return _answer(schedule_named(database, name), response)


@router.post("", status_code=201, dependencies=WRITES, responses=REFUSED)
def create_schedule(schedule: NewSchedule, response: Response) -> KnownSchedule:
    """Adds a schedule, whose first occurrence is the next one. 409: the name is taken, or it could never fire."""
    checked = _checked(schedule.model_dump(), schedule.arguments)
    stored = written(lambda connection: _added(connection, checked))
    response.headers["Location"] = f"/schedules/{stored.name}"
    return _answer(stored, response)


@router.put("/{name}", dependencies=WRITES, responses={**REFUSED, **errors(404, 412)})
def replace_schedule(
    name: Name, schedule: ScheduleFields, response: Response, if_match: IfMatch = None
) -> KnownSchedule:
    """Gives a schedule new fields. A change of cron, time zone or `enabled` counts from now on.

    With `If-Match: ETAG` nothing is changed, and 412 answered, when it is not as you have seen it; so with PATCH and
    DELETE.
    """
    changes = schedule.model_dump()
    return _answer(written(lambda connection: _changed(connection, name, changes, if_match)), response)


@router.patch("/{name}", dependencies=WRITES, responses={**REFUSED, **errors(404, 412)})
def change_schedule(
    name: Name, schedule: ScheduleChanges, response: Response, if_match: IfMatch = None
) -> KnownSchedule:
    """Changes the fields that are given, as `{"enabled": false}`, and leaves the rest."""
    changes = schedule.model_dump(exclude_unset=True)
    return _answer(written(lambda connection: _changed(connection, name, changes, if_match)), response)


@router.delete("/{name}", status_code=204, dependencies=WRITES, responses=errors(403, 404, 412))
def delete_schedule(name: Name, if_match: IfMatch = None) -> None:
    """Removes a schedule; the records of its runs stay."""

    def remove(connection: Connection) -> None:
        _match(schedule_named(connection, name), if_match)
        remove_schedule(connection, name)

    written(remove)


@router.post("/{name}/fire", status_code=202, dependencies=WRITES, responses=errors(403, 404))
def fire_schedule(name: Name) -> Fired:
    """Lets the schedule daemon start the crawl now, enabled or not; twice in a second is once."""
    now = datetime.now(UTC)
    due_at = now.replace(microsecond=0)

    def note(connection: Connection) -> str:
        schedule, run = schedule_named(connection, name), run_id(name, due_at)
        open_occurrence(connection, schedule.id, due_at, run, State.FIRING, "fired by hand", now)
        return run

    return Fired(run=written(note))


def _added(connection: Connection, schedule: Schedule) -> StoredSchedule:
    add_schedule(connection, schedule, datetime.now(UTC))
    return schedule_named(connection, schedule.name)


def _changed(connection: Connection, name: str, changes: dict[str, Any], if_match: str | None) -> StoredSchedule:
    old = schedule_named(connection, name)
    _match(old, if_match)
    fields = {**old.model_dump(include=set(Schedule.model_fields)), **changes}
    edit_schedule(connection, _checked(fields, changes.get("arguments", {})), datetime.now(UTC))
    return schedule_named(connection, name)


def _checked(fields: dict[str, Any], arguments: dict[str, str]) -> Schedule:
    """409 rather than 422: the request is well formed, but no such spider, zone or time is to be had."""
    try:
        refuse_files(arguments)
        checked = checked_schedule(fields)
        next_due(checked, datetime.now(UTC))
    except ConfigError as error:
        raise Refusal(409, str(error), "impossible_schedule") from error
    return checked


def _match(schedule: StoredSchedule, if_match: str | None) -> None:
    wanted = [each.strip() for each in (if_match or "*").split(",")]
    if "*" not in wanted and etag(schedule) not in wanted:
        raise Refusal(412, f"The schedule {schedule.name} has changed: read it again, then change what is there now.")


def etag(schedule: StoredSchedule) -> str:
    """Changes with what a person can change, and not when it fires."""
    fields = json.dumps(schedule.model_dump(include=set(Schedule.model_fields)), sort_keys=True)
    return f'"{sha256(fields.encode()).hexdigest()[:32]}"'


def _known(schedule: StoredSchedule) -> KnownSchedule:
    try:
        due = next_due(schedule, datetime.now(UTC)).astimezone(UTC) if schedule.enabled else None
    except ConfigError:  # written by hand, or by a version that knew other zones
        due = None
    return KnownSchedule(**schedule.model_dump(), next_at=due)


def _answer(schedule: StoredSchedule, response: Response) -> KnownSchedule:
    response.headers["ETag"] = etag(schedule)
    return _known(schedule)
