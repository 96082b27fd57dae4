"""`jobspider schedule list`."""

from datetime import UTC, datetime

from rich.table import Table

from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.errors import ConfigError
from jobspider.records import Occurrence, StoredSchedule
from jobspider.schedule.due import next_due
from jobspider.search.schedules import all_schedules, occurrences_of

COLUMNS = ("name", "spider", "arguments", "cron", "time zone", "priority", "next", "last occurrence")


def show() -> None:
    """List the schedules, when each fires next, and what became of its last occurrence."""
    found = in_database(
        lambda connection: [(each, occurrences_of(connection, each.id, 1)) for each in all_schedules(connection)]
    )
    table = Table(*COLUMNS)
    for schedule, latest in found:
        table.add_row(*_row(schedule, latest))
    console().print(table)


def _row(schedule: StoredSchedule, latest: list[Occurrence]) -> tuple[str, ...]:
    arguments = " ".join(f"{name}={value}" for name, value in schedule.arguments.items())
    last = " ".join(f"{each.due_at:%Y-%m-%d %H:%M:%S}Z {each.state}" for each in latest)
    priority = str(schedule.priority)
    fixed = (schedule.name, schedule.spider, arguments, schedule.cron, schedule.time_zone, priority)
    return (*fixed, _next(schedule), last or "none yet")


def _next(schedule: StoredSchedule) -> str:
    if not schedule.enabled:
        return "disabled"
    try:
        return next_due(schedule, datetime.now(UTC)).isoformat(timespec="minutes")
    except ConfigError as error:
        return str(error)
