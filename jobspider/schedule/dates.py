"""The dates on which a schedule fires: days of the month, months and days of the week put together."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache
from itertools import takewhile

LONGEST = {month: monthrange(2000, month)[1] for month in range(1, 13)}  # 2000 has a 29 February


@dataclass(frozen=True)
class Dates:
    """The allowed days of the month (1 to 31), months (1 to 12) and days of the week (0 is Sunday)."""

    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool
    """Whether one of the two day fields is enough: Vixie cron's rule for when neither begins with `*`."""

    @property
    def exist(self) -> bool:
        """Whether any date is allowed. (Within 400 years every day of a month falls on every day of the week.)"""
        return self.either or any(min(self.days) <= LONGEST[month] for month in self.months)

    def since(self, start: date) -> Iterator[date]:
        """The allowed dates from `start` on, in order, up to the end of the year 9998."""
        yield from self._in_month(start.year, start.month, start.day)
        for month in range(start.month + 1, 13):
            yield from self._in_month(start.year, month)
        for year in range(start.year + 1, MAXYEAR):
            for month in range(1, 13):
                yield from self._in_month(year, month)

    def _in_month(self, year: int, month: int, first: int = 1) -> Iterator[date]:
        if month not in self.months:
            return
        shift, length = monthrange(year, month)  # Monday is 0 there, Sunday here, so the 1st is day shift + 1
        for day in range(first, length + 1):
            if self._allows(day, (shift + day) % 7):
                yield date(year, month, day)

    def _allows(self, day: int, weekday: int) -> bool:
        if self.either:
            return day in self.days or weekday in self.weekdays
        return day in self.days and weekday in self.weekdays


@lru_cache(maxsize=1024)  # a million schedules have few kinds of dates
def count(dates: Dates, start: date, end: date) -> int:
    """How many dates are allowed from `start` up to, not including, `end`."""
    return sum(1 for _ in takewhile(lambda day: day < end, dates.since(start)))
