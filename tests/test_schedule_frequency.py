"""Given two schedules of one entity, when they are put together, then the more frequent one remains."""

from datetime import UTC, datetime
from itertools import pairwise, permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspider.schedule.cron import parse
from jobspider.schedule.frequency import more_frequent, occurrences_between

EXPRESSIONS = [
    "@hourly",
    "@daily",
    "0 0 29 2 *",
    "0 0 31 * *",
    "0 0 30 * *",
    "H/15 * * * *",
    "H H H/15 * *",
    "0 9 * * 1-5",
]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("H H * * *", "H H H/15 * *"),
        ("H/10 * * * *", "H(0-29)/10 * * * *"),
        ("0 9 * * MON-FRI", "0 9 13 * *"),
        ("0 0 30 * *", "0 0 31 * *"),
        ("0 0 1 2 *", "0 0 29 2 *"),
        ("0 0 1 * 1", "0 0 * * 1"),
        ("0 0 29 2 *", "0 0 29 2 */7"),
    ],
)
def test_the_more_frequent_one_remains(more: str, less: str) -> None:
    a, b = parse(more, "key"), parse(less, "key")
    assert more_frequent(a, b) is more_frequent(b, a) is a


def test_equally_frequent_ones_are_told_apart_by_expression_then_key() -> None:
    early, late = parse("0 1 * * *", "b"), parse("0 2 * * *", "a")
    assert more_frequent(early, late) is more_frequent(late, early) is early
    a, b = parse("@daily", "a"), parse("@daily", "b")
    assert more_frequent(a, b) is more_frequent(b, a) is a


@given(st.lists(st.sampled_from(EXPRESSIONS), min_size=3, max_size=3))
def test_of_several_the_same_one_remains_however_they_are_paired(expressions: list[str]) -> None:
    crons = [parse(expression, "key") for expression in expressions]
    assert len({more_frequent(more_frequent(a, b), c) for a, b, c in permutations(crons)}) == 1


@pytest.mark.parametrize("expression", EXPRESSIONS[1:4])
def test_the_one_that_remains_has_more_times_in_the_stated_years(expression: str) -> None:
    a, b = parse(expression, "key"), parse("0 0 30 * *", "key")
    start, end = datetime(2000, 12, 31, 23, 59, tzinfo=UTC), datetime(2028, 12, 31, 23, 59, tzinfo=UTC)
    times = {cron: len(list(occurrences_between(cron, start, end))) for cron in (a, b)}
    assert more_frequent(a, b) is max(times, key=lambda cron: times[cron])


@given(st.lists(st.datetimes(datetime(2026, 3, 1), datetime(2026, 3, 4)), min_size=2, max_size=6))  # noqa: DTZ001
def test_periods_that_follow_on_each_other_hold_every_time_once(bounds: list[datetime]) -> None:
    cron = parse("*/7 * * * *", "key")
    ends = sorted(bound.replace(tzinfo=UTC) for bound in bounds)
    pieces = [time for after, until in pairwise(ends) for time in occurrences_between(cron, after, until)]
    assert pieces == list(occurrences_between(cron, ends[0], ends[-1]))


def test_a_period_excludes_its_start_and_includes_its_end() -> None:
    noon, next_noon = datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 5, 2, 12, tzinfo=UTC)
    assert list(occurrences_between(parse("0 12 * * *", "key"), noon, next_noon)) == [next_noon]
    assert list(occurrences_between(parse("0 12 * * *", "key"), next_noon, noon)) == []


def test_a_period_that_ends_in_a_repeated_hour_holds_what_fired_before_it() -> None:
    london = ZoneInfo("Europe/London")
    until = datetime(2026, 10, 25, 1, 10, fold=1, tzinfo=london)  # 40 minutes after the only 01:30 that fires
    times = occurrences_between(parse("30 * * * *", "key"), datetime(2026, 10, 25, 0, 45, tzinfo=london), until)
    assert [time.isoformat() for time in times] == ["2026-10-25T01:30:00+01:00"]
