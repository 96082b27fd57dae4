"""`jobspider schedule add|edit|remove`."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from jobspider.cli.shared.arguments import Arguments, arguments_of
from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.errors import ConfigError
from jobspider.records import Schedule
from jobspider.schedule.checked import checked_schedule
from jobspider.schedule.due import next_due
from jobspider.search.schedules import schedule_named
from jobspider.store.schedules import add_schedule, edit_schedule, remove_schedule

Name = Annotated[str, typer.Argument(help="The schedule's name, by which H in its cron is chosen.")]


def add(  # noqa: PLR0913, PLR0917  the fields of a schedule
    name: Name,
    spider: Annotated[str, typer.Option(help="The spider that crawls.")],
    cron: Annotated[str, typer.Option(help='Five cron fields, which may hold H, as "H 10 * * *".')],
    tz: Annotated[str, typer.Option(help="IANA time zone, as Europe/London.")] = "UTC",
    argument: Arguments = None,
    priority: Annotated[int, typer.Option(help="Scrapyd starts the higher one first.")] = 0,
    enabled: Annotated[bool, typer.Option(help="Whether it fires.")] = True,
) -> None:
    """Add a schedule."""
    fields = {"name": name, "spider": spider, "cron": cron, "time_zone": tz, "priority": priority, "enabled": enabled}
    schedule = _checked({**fields, "arguments": arguments_of(argument or [])})
    in_database(lambda connection: add_schedule(connection, schedule, datetime.now(UTC)))
    _say_next(schedule)


def edit(  # noqa: PLR0913, PLR0917  the fields of a schedule
    name: Name,
    spider: Annotated[str | None, typer.Option(help="The spider that crawls.")] = None,
    cron: Annotated[str | None, typer.Option(help="Five cron fields, which may hold H.")] = None,
    tz: Annotated[str | None, typer.Option(help="IANA time zone, as Europe/London.")] = None,
    argument: Arguments = None,
    no_arguments: Annotated[bool, typer.Option("--no-arguments", help="Leave the old arguments out.")] = False,
    priority: Annotated[int | None, typer.Option(help="Scrapyd starts the higher one first.")] = None,
    enabled: Annotated[bool | None, typer.Option(help="Whether it fires.")] = None,
) -> None:
    """Change what is given of a schedule, and leave the rest; --argument adds to or changes its arguments."""
    given = {"spider": spider, "cron": cron, "time_zone": tz, "priority": priority, "enabled": enabled}
    changes = {field: value for field, value in given.items() if value is not None}
    arguments = arguments_of(argument or [])

    def change(connection: Connection) -> Schedule:
        old = schedule_named(connection, name)
        kept = {} if no_arguments else old.arguments
        fields = {**old.model_dump(include=set(Schedule.model_fields)), **changes, "arguments": {**kept, **arguments}}
        schedule = checked_schedule(fields)
        edit_schedule(connection, schedule, datetime.now(UTC))
        return schedule

    _say_next(in_database(change))


def remove(name: Name) -> None:
    """Remove a schedule; the records of its runs stay."""
    in_database(lambda connection: remove_schedule(connection, name))
    typer.echo(f"The schedule {name} is removed.")


def _checked(fields: dict[str, Any]) -> Schedule:
    try:
        return checked_schedule(fields)
    except ConfigError as error:
        refuse(error)


def _say_next(schedule: Schedule) -> None:
    when = next_due(schedule, datetime.now(UTC)).isoformat() if schedule.enabled else "not before it is enabled"
    typer.echo(f"The schedule {schedule.name} fires next: {when}")
