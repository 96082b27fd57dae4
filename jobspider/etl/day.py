"""A day in UTC, and the moment that its figures are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A day as it looked at its end, or now if it is not over yet."""

    date: date
    now: datetime

    @property
    def start(self) -> datetime:
        """Its midnight."""
        return datetime.combine(self.date, time(), UTC)

    @property
    def end(self) -> datetime:
        """The next midnight."""
        return self.start + ONE

    @property
    def as_of(self) -> datetime:
        """What the state of a posting is told for."""
        return min(self.end, self.now)


def days(first: date, last: date) -> Iterator[date]:
    """The days from the first up to and including the last."""
    while first <= last:
        yield first
        first += ONE
