"""Given a schedule and a time, when the next times are asked for, then those that a scan of all minutes finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobspider.errors import ConfigError
from jobspider.schedule.cron import parse
from jobspider.schedule.frequency import occurrences_between

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

# Moments at which the zone's clocks jump; Taipei's do not.
JUMPS = [
    ("Europe/London", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a whole day was left out
    ("Asia/Taipei", datetime(2026, 2, 28, 16, tzinfo=UTC)),
]

Matches = Callable[[int], bool]


@dataclass(frozen=True)
class Written:
    """An expression beside what each of its fields means, told without the code under test."""

    expression: str
    minute: Matches
    hour: Matches
    day: Matches
    month: Matches
    weekday: Matches

    def on_date(self, when: date) -> bool:
        _, _, day, _, weekday = self.expression.split()
        by_day, by_week = self.day(when.day), self.weekday(when.isoweekday() % 7)
        either = not day.startswith("*") and not weekday.startswith("*")
        return self.month(when.month) and ((by_day or by_week) if either else (by_day and by_week))

    def at(self, wall: datetime) -> bool:
        return self.minute(wall.minute) and self.hour(wall.hour) and self.on_date(wall)


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> tuple[str, Matches]:
    """The text of a field, and a predicate that says which numbers it allows."""
    if draw(st.booleans()):
        return "*", lambda _: True
    items = draw(st.lists(spans(low, high), min_size=1, max_size=3))
    texts = [f"*/{step}" if (first, last) == (low, high) else f"{first}-{last}/{step}" for first, last, step in items]
    return ",".join(texts), lambda value: any(f <= value <= t and (value - f) % s == 0 for f, t, s in items)


@st.composite
def spans(draw: st.DrawFn, low: int, high: int) -> tuple[int, int, int]:
    first = draw(st.just(low) | st.integers(low, high))
    last = draw(st.just(high) | st.integers(first, high))
    return first, last, draw(st.integers(1, last - first + 1))


@st.composite
def expressions(draw: st.DrawFn) -> Written:
    drawn = [draw(fields(low, high)) for low, high in [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]]
    return Written(" ".join(text for text, _ in drawn), *(matches for _, matches in drawn))


def scan(written: Written, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """Minute by minute: fires when the clock comes to a time for the first time, or has jumped over it just now."""
    moment = after.replace(second=0, microsecond=0) + MINUTE
    while moment <= until:
        now = moment.astimezone(zone)
        wall, last = now.replace(tzinfo=None), (moment - MINUTE).astimezone(zone).replace(tzinfo=None)
        passed = [last + MINUTE * step for step in range(1, (wall - last) // MINUTE + 1)]
        if now.fold == 0 and any(written.at(time) for time in passed):
            yield moment
        moment += MINUTE


@settings(deadline=None, max_examples=150)
@given(expressions(), st.sampled_from(JUMPS), st.timedeltas(-DAY, timedelta(hours=2)))
def test_a_scan_of_all_minutes_around_a_jump_finds_the_same_times(
    written: Written, jump: tuple[str, datetime], offset: timedelta
) -> None:
    zone, after = ZoneInfo(jump[0]), jump[1] + offset
    try:
        cron = parse(written.expression, "key")
    except ConfigError:
        return  # never fires; the dates' test says when
    found = list(occurrences_between(cron, after.astimezone(zone), after + DAY * 1.5))
    assert [time.astimezone(UTC) for time in found] == list(scan(written, zone, after, after + DAY * 1.5))
    assert all(time.tzinfo is zone for time in found)


@settings(deadline=None, max_examples=300)
@given(expressions(), st.dates(date(2023, 1, 1), date(2150, 1, 1)))
def test_a_scan_of_all_days_finds_the_same_date_within_41_years_or_the_expression_is_refused(
    written: Written, start: date
) -> None:
    days = (start + DAY * number for number in range(1, 41 * 366))
    expected = next((day for day in days if written.on_date(day)), None)
    expression = " ".join(["30", "12", *written.expression.split()[2:]])
    if expected is None:
        with pytest.raises(ConfigError, match="never fires"):
            parse(expression, "key")
        return
    noon = datetime(start.year, start.month, start.day, 12, 30, tzinfo=UTC)
    assert parse(expression, "key").next(noon) == datetime(
        expected.year, expected.month, expected.day, 12, 30, tzinfo=UTC
    )


@settings(deadline=None)
@given(expressions(), st.sampled_from(JUMPS), st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_times_strictly_increase(written: Written, jump: tuple[str, datetime], start: datetime) -> None:
    try:
        cron = parse(written.expression, "key")
    except ConfigError:
        return
    after = start.replace(tzinfo=ZoneInfo(jump[0]))
    times = [time.astimezone(UTC) for time in (after, *islice(cron.following(after), 20))]
    assert all(earlier < later for earlier, later in pairwise(times))


def following(expression: str, after: str, zone: str, number: int) -> list[str]:
    start = datetime.fromisoformat(after).astimezone(ZoneInfo(zone))
    return [time.isoformat() for time in islice(parse(expression, "key").following(start), number)]


DAYLIGHT_SAVING = {
    "a time left out fires at the end of the jump": (
        "30 1 * * *",
        "2026-03-28T12:00Z",
        "Europe/London",
        ["2026-03-29T02:00:00+01:00", "2026-03-30T01:30:00+01:00"],
    ),
    "times left out fire together with the one at the end": (
        "*/20 * * * *",
        "2026-03-29T00:30Z",
        "Europe/London",
        ["2026-03-29T00:40:00+00:00", "2026-03-29T02:00:00+01:00", "2026-03-29T02:20:00+01:00"],
    ),
    "a time shown twice fires the first time": (
        "30 1 * * *",
        "2026-10-24T12:00Z",
        "Europe/London",
        ["2026-10-25T01:30:00+01:00", "2026-10-26T01:30:00+00:00"],
    ),
    "within the repeated hour nothing fires again": (
        "*/30 * * * *",
        "2026-10-25T01:10Z",
        "Europe/London",
        ["2026-10-25T02:00:00+00:00", "2026-10-25T02:30:00+00:00"],
    ),
    "a jump of half an hour": (
        "15 2 * * *",
        "2026-10-03T00:00Z",
        "Australia/Lord_Howe",
        ["2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"],
    ),
    "no jump": (
        "0 12 * * *",
        "2026-05-01T04:00Z",
        "Asia/Taipei",
        ["2026-05-02T12:00:00+08:00", "2026-05-03T12:00:00+08:00"],
    ),
}


@pytest.mark.parametrize(("expression", "after", "zone", "expected"), DAYLIGHT_SAVING.values(), ids=DAYLIGHT_SAVING)
def test_daylight_saving(expression: str, after: str, zone: str, expected: list[str]) -> None:
    assert following(expression, after, zone, len(expected)) == expected


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("0 0 29 2 *", "2024-02-29T00:00Z", "2028-02-29T00:00:00+00:00"),
        ("0 0 29 2 *", "2096-02-29T00:00Z", "2104-02-29T00:00:00+00:00"),
        ("0 0 29 2 */7", "2088-02-29T00:00Z", "2128-02-29T00:00:00+00:00"),
        ("0 0 31 * *", "2026-03-31T00:00Z", "2026-05-31T00:00:00+00:00"),
        ("0 0 13 * FRI", "2026-02-06T00:00Z", "2026-02-13T00:00:00+00:00"),
        ("0 0 31 2 FRI", "2026-02-06T00:00Z", "2026-02-13T00:00:00+00:00"),
        ("0 0 */31 * MON", "2026-05-30T00:00Z", "2026-06-01T00:00:00+00:00"),
        ("59 23 31 12 *", "2026-12-31T23:58:59.999999Z", "2026-12-31T23:59:00+00:00"),
        ("59 23 31 12 *", "2026-12-31T23:59Z", "2027-12-31T23:59:00+00:00"),
    ],
)
def test_dates_of_the_calendar(expression: str, after: str, expected: str) -> None:
    assert following(expression, after, "UTC", 1) == [expected]


@pytest.mark.parametrize("year", [1, 1899, 9000, 9999])
def test_a_time_too_far_away_is_refused(year: int) -> None:
    with pytest.raises(ConfigError, match="1900 to 8999"):
        parse("* * * * *", "key").next(datetime(year, 1, 1, tzinfo=UTC))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ConfigError, match="no time zone"):
        parse("* * * * *", "key").next(datetime(2026, 1, 1))  # noqa: DTZ001
