"""Given schedules' keys, when H is chosen, then the same on every machine, independent by field, and evenly spread."""

from collections import Counter
from collections.abc import Callable, Collection
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspider.schedule.cron import Cron, parse

KEYS = [f"search-{number}" for number in range(20_000)]


def minute(cron: Cron) -> int:
    return cron.minutes[0]


def hour(cron: Cron) -> int:
    return cron.hours[0]


def day(cron: Cron) -> int:
    return min(cron.dates.days)


def month(cron: Cron) -> int:
    return min(cron.dates.months)


def weekday(cron: Cron) -> int:
    return min(cron.dates.weekdays)


def chi_square(found: Collection[object], cells: int) -> float:
    expected = len(found) / cells
    counts = Counter(found)
    return sum((count - expected) ** 2 / expected for count in counts.values()) + expected * (cells - len(counts))


def limit(cells: int) -> float:
    """What chi-square exceeds once in a thousand (Wilson and Hilferty's approximation)."""
    freedom = cells - 1
    return freedom * (1 - 2 / (9 * freedom) + 3.09 * sqrt(2 / (9 * freedom))) ** 3


def test_the_choice_is_the_same_on_every_machine_and_in_every_version() -> None:
    indeed = parse("H H H H H", "indeed")
    assert [minute(indeed), hour(indeed), day(indeed), month(indeed), weekday(indeed)] == [8, 23, 27, 4, 3]
    other = parse("H H H H H", "Zürich 🕷")
    assert [minute(other), hour(other), day(other), month(other), weekday(other)] == [19, 15, 1, 7, 6]


@pytest.mark.parametrize(
    ("expression", "read", "values"),
    [
        ("H * * * *", minute, range(60)),
        ("0 H * * *", hour, range(24)),
        ("0 0 H * *", day, range(1, 29)),
        ("0 0 1 H *", month, range(1, 13)),
        ("0 0 * * H", weekday, range(7)),
        ("0 0 * * H(1-7)", weekday, range(7)),
        ("0 0 * * H(0-7)", weekday, range(7)),
        ("H(10-39) * * * *", minute, range(10, 40)),
        ("H/15 * * * *", minute, range(15)),
        ("H(0-29)/10 * * * *", minute, range(10)),
        ("0 0 H/15 * *", day, range(1, 16)),
    ],
)
def test_keys_are_spread_evenly(expression: str, read: Callable[[Cron], int], values: range) -> None:
    found = [read(parse(expression, key)) for key in KEYS]
    assert set(found) == set(values)
    assert chi_square(found, len(values)) < limit(len(values))


@pytest.mark.parametrize(
    ("reads", "cells"),
    [
        ((minute, hour), 60 * 24),
        ((hour, day), 24 * 28),
        ((day, month), 28 * 12),
        ((day, weekday), 28 * 7),
        ((minute, weekday), 60 * 7),
    ],
)
def test_fields_of_one_key_are_independent(reads: tuple[Callable[[Cron], int], ...], cells: int) -> None:
    crons = [parse("H H H H H", key) for key in KEYS]
    assert chi_square([tuple(read(cron) for read in reads) for cron in crons], cells) < limit(cells)


@given(st.text(min_size=1))
def test_a_key_gives_one_time_whatever_the_other_fields_are(key: str) -> None:
    assert parse("H 10 * * *", key).minutes == parse("H H H * *", key).minutes == parse("@hourly", key).minutes


@given(st.text(min_size=1), st.data())
def test_steps_start_among_the_first_n_and_go_on_to_the_end(key: str, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, 59))
    high = data.draw(st.integers(low, 59))
    step = data.draw(st.integers(1, high - low + 1))
    found = parse(f"H({low}-{high})/{step} * * * *", key).minutes
    assert low <= found[0] < low + step
    assert found == tuple(range(found[0], high + 1, step))


@given(st.text(min_size=1))
def test_ranges_of_one_length_are_hit_at_the_same_place(key: str) -> None:
    first, second = parse("H(0-29),H(30-59) * * * *", key).minutes
    assert second - first == 30


@given(st.text(min_size=1))
def test_every_key_can_have_two_days_a_month(key: str) -> None:
    first, second = sorted(parse("0 0 H(1-13),H(16-28) * *", key).dates.days)
    assert second - first == 15


@given(st.text(min_size=1))
def test_h_alone_is_one_day_that_every_month_has(key: str) -> None:
    (found,) = parse("0 0 H * *", key).dates.days
    assert 1 <= found <= 28
