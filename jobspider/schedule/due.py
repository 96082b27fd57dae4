"""What is due: pure, of a schedule and two times.

The policy for missed occurrences: of those that came due while no daemon ran, only the latest counts; it is fired when
its due time is at most the grace time ago, else it is recorded as missed. A crawl collects what is there now, so
catching up twice would fetch the same pages twice.
"""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from jobspider.records import Schedule, State, StoredSchedule
from jobspider.schedule.cron import parse
from jobspider.schedule.frequency import occurrences_between
from jobspider.schedule.zone import time_zone

WINDOWS = (timedelta(hours=1), timedelta(days=1), timedelta(days=32))
"""How far back the latest due time is looked for, before all the time is: a minute's schedule has 500,000 a year."""


@dataclass(frozen=True)
class Due:
    """An occurrence that has come due, and what to do with it."""

    due_at: datetime
    run_id: str
    state: State
    detail: str | None = None


def run_id(name: str, due_at: datetime) -> str:
    """The run of an occurrence: the same for whoever fires it, so firing it twice is one run."""
    return f"{name}-{due_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def latest_due(schedule: StoredSchedule, now: datetime, grace: timedelta) -> Due | None:
    """The schedule's latest occurrence since it was last decided on; a ConfigError when its cron can't be read."""
    if _next(schedule.cron, schedule.name, schedule.time_zone, schedule.checked_until) > now:
        return None
    due_at = _latest(schedule, schedule.checked_until, now).astimezone(UTC)
    if now - due_at <= grace:
        return Due(due_at, run_id(schedule.name, due_at), State.FIRING)
    late = f"no daemon ran until {now - due_at - grace} after the grace time of {grace} was over"
    return Due(due_at, run_id(schedule.name, due_at), State.MISSED, late)


def next_due(schedule: Schedule, after: datetime) -> datetime:
    """When the schedule fires next, in its own zone; a ConfigError when its cron or zone can't be read."""
    return _next(schedule.cron, schedule.name, schedule.time_zone, after)


@lru_cache(maxsize=100_000)  # asked again at every look of the daemon
def _next(cron: str, name: str, zone: str, after: datetime) -> datetime:
    return parse(cron, name).next(after.astimezone(time_zone(zone)))


def _latest(schedule: Schedule, after: datetime, until: datetime) -> datetime:
    """The latest time; the caller knows that there is one."""
    cron, zone = parse(schedule.cron, schedule.name), time_zone(schedule.time_zone)
    starts = [*(max(after, until - window) for window in WINDOWS), after]
    found = (deque(occurrences_between(cron, start.astimezone(zone), until), maxlen=1) for start in starts)
    return next(latest[0] for latest in found if latest)
