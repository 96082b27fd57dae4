"""Enriching: given what a board words, then typed values beside it, and never instead of what it declares."""

from datetime import UTC, datetime
from typing import Any

import pytest

from jobspider.enrich import enrich
from jobspider.posting import Posting

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RAW = {"source_id": "1", "url": "https://jobs.example/1", "title": "Senior Data Scientist"}


def enriched(**raw: Any) -> Posting:
    """A British posting, enriched."""
    return enrich(Posting.from_raw({**RAW, **raw}, source="example", now=NOW, country="GB"), NOW)


def test_pay_is_read_from_its_text_and_says_so() -> None:
    found = enriched(salary_raw="£550 - £600 a day")

    assert (found.salary_min, found.salary_max, found.salary_currency, found.salary_period) == (550, 600, "GBP", "DAY")
    assert found.salary_source == "text"
    assert found.salary_annual_min == 550 * 260


def test_declared_pay_is_kept_and_its_gaps_are_filled_from_the_text() -> None:
    found = enriched(salary_raw="Up to £60,000 a year", salary_max=61_000)

    assert (found.salary_min, found.salary_max, found.salary_currency) == (None, 61_000, "GBP")
    assert found.salary_source == "declared"
    assert found.salary_annual_max == 61_000


def test_an_estimate_stays_an_estimate() -> None:
    assert enriched(salary_min=30_000, salary_max=40_000, salary_source="estimated").salary_source == "estimated"


@pytest.mark.parametrize("text", ["Competitive", "25 days holiday"])
def test_no_figure_for_pay_is_no_pay(text: str) -> None:
    found = enriched(salary_raw=text)

    assert (found.salary_min, found.salary_max, found.salary_source) == (None, None, None)


def test_the_place_is_read_from_its_text() -> None:
    found = enriched(location_raw="Hybrid work in London EC2A 4NE")

    assert (found.locality, found.postal_code, found.country, found.work_mode) == ("London", "EC2A 4NE", "GB", "hybrid")


def test_the_board_s_own_town_wins() -> None:
    assert enriched(location_raw="London", locality="Croydon").locality == "Croydon"


def test_a_relative_date_is_counted_from_when_the_page_was_seen() -> None:
    found = enriched(date_posted_raw="3 days ago").date_posted

    assert found is not None
    assert found.date() == datetime(2026, 11, 19, tzinfo=UTC).date()


def test_a_date_in_the_future_is_no_date_of_posting() -> None:
    assert enriched(date_posted="2027-03-01").date_posted is None


def test_text_title_and_seniority() -> None:
    found = enriched(description_html="<p>One</p><p>Two</p>")

    assert found.description_text == "One\n\nTwo"
    assert found.title_normalized == "senior data scientist"
    assert found.seniority == "senior"
