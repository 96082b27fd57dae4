"""Cron expressions with `H`: parsed once into plain sets of numbers, then asked for the next time.

Pure: no clock, no settings, no effects. docs/cron.md is the page for users. There are libraries, and this is not one of
them because `H` has to be expanded first anyway and the little that remains needs our daylight-saving rule: croniter's
own `H` takes all fields from one CRC shifted by a bit, so that minute and hour go together, and cronsim knows no `H`
and follows Debian's cron over daylight-saving jumps, which treats `*` differently from a number.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from jobspider.errors import ConfigError
from jobspider.schedule.dates import Dates
from jobspider.schedule.expand import expand
from jobspider.schedule.expression import texts
from jobspider.schedule.field import FIELDS
from jobspider.schedule.wall_clock import first_moment, reading

YEARS = range(1900, 9000)  # leaves the calendar room on both sides; no schedule waits longer than 40 years


@dataclass(frozen=True)
class Cron:
    """A parsed schedule; made by `parse`."""

    expression: str
    key: str
    minutes: Sequence[int] = field(repr=False)
    hours: Sequence[int] = field(repr=False)
    dates: Dates = field(repr=False)

    def next(self, after: datetime) -> datetime:
        """The first time later than `after` (aware, of the years 1900 to 8999) at which the schedule fires.

        It is in the zone of `after`, whose wall clocks the expression is about. Where clocks jump forward, the times
        that they leave out fire together, once, at the jump's end. Where they go back, a time that they show twice
        fires once, the first time; so in the repeated hour nothing fires, whatever the expression.
        """
        zone, moment = _zone(after), after.astimezone(UTC)
        moments = (first_moment(wall, zone) for wall in self._walls(reading(moment, zone)))
        # Not later: the minute of `after` itself, and in a repeated hour what fired the first time.
        return next(found for found in moments if found > moment).astimezone(zone)

    def following(self, after: datetime) -> Iterator[datetime]:
        """The times later than `after` at which the schedule fires, without end, each later than the one before."""
        while True:
            after = self.next(after)
            yield after

    def _walls(self, start: datetime) -> Iterator[datetime]:
        """The wall clock's readings that the expression allows, from the minute of `start` on, in order."""
        for day in self.dates.since(start.date()):
            yield from self._on(day, start.time() if day == start.date() else time.min)

    def _on(self, day: date, start: time) -> Iterator[datetime]:
        for hour in self.hours[bisect_left(self.hours, start.hour) :]:
            earliest = start.minute if hour == start.hour else 0
            for minute in self.minutes[bisect_left(self.minutes, earliest) :]:
                yield datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001  a wall clock's reading


def parse(expression: str, key: str) -> Cron:
    """The schedule of a five-field expression or a nickname as `@daily`, its `H` chosen by the schedule's key.

    A ConfigError names the field, the value and what is allowed. What would never fire (30 February) is refused, and
    so is `H` with an empty key, since all such schedules would fire together.
    """
    try:
        return _parse(expression, key)
    except ConfigError as error:
        raise ConfigError(f'Cron expression "{expression}": {error}.') from error


def _parse(expression: str, key: str) -> Cron:
    written = texts(expression)
    minutes, hours, days, months, weekdays = (expand(*both, key) for both in zip(FIELDS, written, strict=True))
    # Vixie cron's rule: with both day fields restricted, either is enough; one that begins with * is not restricted.
    dates = Dates(days, months, weekdays, either=not (written[2].startswith("*") or written[4].startswith("*")))
    if not dates.exist:
        raise ConfigError(f'never fires, since no month "{written[3]}" has a day of month "{written[2]}"')
    return Cron(expression, key, tuple(sorted(minutes)), tuple(sorted(hours)), dates)


def _zone(after: datetime) -> tzinfo:
    if after.tzinfo is None:
        raise ConfigError(f"The time {after} has no time zone; attach the schedule's zone to it.")
    if after.year not in YEARS:
        raise ConfigError(f"The time {after} is too far away; use one of the years {YEARS[0]} to {YEARS[-1]}.")
    return after.tzinfo
