"""Given a schedule and two times, when asked what is due, then the latest occurrence, to be fired or missed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspider.errors import ConfigError
from jobspider.records import State, StoredSchedule
from jobspider.schedule.due import Due, latest_due, next_due, run_id

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""12:00 in Taipei."""
GRACE = timedelta(hours=1)


def schedule(cron: str = "0 12 * * *", checked_until: datetime = NOON - timedelta(hours=20)) -> StoredSchedule:
    return StoredSchedule(
        id=1, name="indeed-daily", spider="indeed", cron=cron, time_zone="Asia/Taipei", checked_until=checked_until
    )


def test_nothing_is_due_before_the_time() -> None:
    assert latest_due(schedule(), NOON - timedelta(microseconds=1), GRACE) is None


@pytest.mark.parametrize("late", [timedelta(), timedelta(minutes=5), GRACE])
def test_what_is_due_is_fired_within_the_grace_time(late: timedelta) -> None:
    assert latest_due(schedule(), NOON + late, GRACE) == Due(NOON, "indeed-daily-20261122T040000Z", State.FIRING)


def test_what_was_due_longer_ago_is_missed_and_says_why() -> None:
    due = latest_due(schedule(), NOON + GRACE + timedelta(minutes=10), GRACE)

    assert due
    assert (due.due_at, due.state) == (NOON, State.MISSED)
    assert due.detail == "no daemon ran until 0:10:00 after the grace time of 1:00:00 was over"


def test_what_was_decided_on_is_not_due_again() -> None:
    assert latest_due(schedule(checked_until=NOON), NOON + timedelta(minutes=1), GRACE) is None


@pytest.mark.parametrize("down", [timedelta(minutes=3), timedelta(hours=7), timedelta(days=9), timedelta(days=400)])
def test_of_many_occurrences_in_a_downtime_only_the_latest_counts(down: timedelta) -> None:
    due = latest_due(schedule("* * * * *", NOON - down), NOON + timedelta(seconds=30), GRACE)

    assert due == Due(NOON, run_id("indeed-daily", NOON), State.FIRING)


def test_a_rare_schedule_is_found_after_a_long_downtime() -> None:
    due = latest_due(schedule("0 12 1 1 *", NOON - timedelta(days=600)), NOON, GRACE)

    assert due
    assert (due.due_at, due.state) == (datetime(2026, 1, 1, 4, 0, tzinfo=UTC), State.MISSED)


def test_an_hour_that_clocks_show_twice_fires_once() -> None:
    london = schedule("30 1 * * *", datetime(2026, 10, 24, 12, tzinfo=UTC)).model_copy(
        update={"time_zone": "Europe/London"}
    )
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    due = latest_due(london, second, timedelta(hours=2))

    assert due
    assert due.due_at == first
    assert latest_due(london.model_copy(update={"checked_until": first}), second, GRACE) is None


@given(st.integers(0, 3 * 86_400), st.integers(1, 7_200))
def test_however_often_the_daemon_looks_each_occurrence_is_found_once(offset: int, pause: int) -> None:
    now = start = NOON + timedelta(seconds=offset)
    found, current = [], schedule("0 */6 * * *", start)
    while now < start + timedelta(days=1):
        now += timedelta(seconds=pause)
        due = latest_due(current, now, timedelta(days=1))
        if due:
            found.append(due.due_at)
            current = current.model_copy(update={"checked_until": due.due_at})

    expected, moment = [], next_due(current, start)
    while moment <= now:
        expected.append(moment)
        moment = next_due(current, moment)
    assert found == expected


def test_an_unreadable_cron_names_itself() -> None:
    with pytest.raises(ConfigError, match='"61"'):
        latest_due(schedule("61 * * * *"), NOON, GRACE)


def test_the_run_is_the_same_in_whatever_zone_its_time_is_given() -> None:
    assert run_id("a", NOON) == run_id("a", next_due(schedule(), NOON - GRACE)) == "a-20261122T040000Z"
