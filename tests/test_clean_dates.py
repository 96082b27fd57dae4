"""What a date without a zone means, and which numbers are moments (the many wordings are in tests/labels/dates.tsv)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from jobspider.clean.dates import parse_date

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_today_is_the_day_that_it_is_in_the_boards_country() -> None:
    late = datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert parse_date("Today", late, "AU") == datetime(2026, 11, 23, tzinfo=UTC)
    assert parse_date("Today", late, "US") == datetime(2026, 11, 22, tzinfo=UTC)
    assert parse_date("Yesterday", datetime(2026, 11, 22, 3, tzinfo=UTC), "US") == datetime(2026, 11, 20, tzinfo=UTC)


def test_hours_are_counted_from_now_whatever_the_country() -> None:
    assert parse_date("18 hours ago", NOW, "AU") == NOW - timedelta(hours=18)


def test_now_may_be_in_any_zone() -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    assert parse_date("3 days ago", tokyo, "GB") == datetime(2026, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1763287200, datetime(2025, 11, 16, 10, tzinfo=UTC)),
        (1763287200000, datetime(2025, 11, 16, 10, tzinfo=UTC)),
        (1763287200.5, datetime(2025, 11, 16, 10, 0, 0, 500000, tzinfo=UTC)),
        (0, None), (-1, None), (float("nan"), None), (float("inf"), None), (10**400, None), (12, None),
    ],
)  # fmt: skip
def test_a_number_is_an_epoch_in_seconds_or_milliseconds(value: float, expected: datetime | None) -> None:
    assert parse_date(value, NOW) == expected


def test_a_day_without_a_year_is_the_latest_that_is_not_to_come() -> None:
    assert parse_date("20 October", NOW, "GB") == datetime(2026, 10, 20, tzinfo=UTC)
    assert parse_date("23 November", NOW, "GB") == datetime(2025, 11, 23, tzinfo=UTC)
    assert parse_date("29 February", NOW, "GB") == datetime(2024, 2, 29, tzinfo=UTC)
