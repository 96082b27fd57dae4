"""Given what crawls saw, when the next one is planned, then sooner after a change, later without, and never at once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobspider.planner.intervals import DAY, HOUR, JOB_PAGE, SEARCH, Bounds, adapted, after_failure, next_crawl, share

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BOUNDS = st.tuples(*[st.integers(60, 400 * DAY)] * 3).map(lambda found: Bounds(*sorted(found)))
SECONDS = st.integers(1, 1000 * DAY)


@given(SECONDS, BOUNDS)
def test_a_change_makes_it_sooner_than_none_and_both_stay_within_bounds(interval: int, bounds: Bounds) -> None:
    changed, unchanged = adapted(interval, True, bounds), adapted(interval, False, bounds)

    assert bounds.least <= changed <= unchanged <= bounds.most
    if bounds.least <= interval <= bounds.most:
        assert changed <= interval <= unchanged


@given(SECONDS, BOUNDS)
def test_the_same_again_and_again_ends_at_a_bound(interval: int, bounds: Bounds) -> None:
    busy = quiet = interval
    for _ in range(60):
        busy, quiet = adapted(busy, True, bounds), adapted(quiet, False, bounds)

    assert (busy, quiet) == (bounds.least, bounds.most)


@given(st.integers(1, 10_000), BOUNDS)
def test_failures_back_off_by_doubling_up_to_the_longest_interval(failures: int, bounds: Bounds) -> None:
    first, later = after_failure(failures, bounds), after_failure(failures + 1, bounds)

    assert first == min(bounds.most, bounds.least * 2 ** (failures - 1))
    assert later in {first * 2, bounds.most}


@given(st.text(), SECONDS, BOUNDS)
def test_the_next_time_is_stable_within_bounds_and_a_tenth_away_at_most(key: str, seconds: int, bounds: Bounds) -> None:
    found = next_crawl(key, NOW, seconds, bounds)

    assert found == next_crawl(key, NOW, seconds, bounds)
    waited = (found - NOW).total_seconds()
    assert bounds.least <= waited <= bounds.most
    if bounds.least <= seconds <= bounds.most:
        assert abs(waited - seconds) <= seconds / 10 + 1


def test_what_was_added_together_falls_due_apart() -> None:
    times = [next_crawl(f"search-{number}", NOW, DAY, SEARCH) for number in range(10_000)]
    hours = [int((time - NOW - timedelta(hours=21.6)) / timedelta(hours=0.48)) for time in times]
    tenths = [hours.count(part) for part in range(10)]
    # Chi-square over ten equal parts of the 4.8 hours; 27.9 is passed once in a thousand times, and keys are fixed.
    assert sum((count - 1000) ** 2 / 1000 for count in tenths) < 27.9


@given(st.text())
def test_a_share_is_below_one(key: str) -> None:
    assert 0 <= share(key) < 1


def test_a_daily_crawl_fetches_no_job_page_on_the_second_day() -> None:
    assert min(next_crawl(str(key), NOW, JOB_PAGE.first, JOB_PAGE) for key in range(1000)) > NOW + timedelta(days=2)
    assert SEARCH.least == 6 * HOUR
