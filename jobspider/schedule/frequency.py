"""How often schedules fire: the times of a period, and which of two schedules is the more frequent one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import takewhile

from jobspider.schedule.cron import Cron
from jobspider.schedule.dates import count

# 28 years of the Julian rhythm hold every kind of year, each as often as it occurs from 1901 to 2099.
HORIZON = date(2001, 1, 1), date(2029, 1, 1)


def occurrences_between(cron: Cron, after: datetime, until: datetime) -> Iterator[datetime]:
    """The times at which the schedule fires, later than `after` and not later than `until`, in the zone of `after`.

    So periods that follow on each other, each ending where the next one starts, hold every time exactly once.
    """
    end = until.astimezone(UTC)  # two times of one zone compare by wall clock, which lies in a repeated hour
    return takewhile(lambda time: time.astimezone(UTC) <= end, cron.following(after))


def more_frequent(a: Cron, b: Cron) -> Cron:
    """The schedule that fires more often in the years 2001 to 2028, daylight-saving jumps left aside.

    When both fire equally often it is the one whose expression, then whose key, comes first in code point order: so the
    order of the arguments never matters, and of several schedules the same one remains however they are paired.
    """
    return min(a, b, key=lambda cron: (-_occurrences(cron), cron.expression, cron.key))


def _occurrences(cron: Cron) -> int:
    return len(cron.minutes) * len(cron.hours) * count(cron.dates, *HORIZON)
