"""Given what is stored and what was seen again, when they are merged, then each field comes from the better source."""

from datetime import UTC, datetime
from typing import Any

import pytest

from jobspider.posting import Posting
from jobspider.store.merge import UNITS, is_full, merge

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PAGE: dict[str, Any] = {"description_html": "<p>All of it.</p>", "description_text": "All of it."}
CARD: dict[str, Any] = {"description_text": "All …", "description_is_snippet": True}


def posting(**fields: Any) -> Posting:
    row = {"source_id": "1", "url": "https://jobs.example/1", "title": "Analyst", **fields}
    return Posting.from_raw(row, source="indeed", now=NOW)


@pytest.mark.parametrize(("fields", "full"), [(PAGE, True), (CARD, False), ({}, False)])
def test_only_a_whole_description_makes_a_posting_full(fields: dict[str, Any], full: bool) -> None:
    assert is_full(posting(**fields)) is full


def test_every_field_belongs_to_exactly_one_unit() -> None:
    assert sorted(name for unit in UNITS for name in unit) == sorted(Posting.model_fields)


@pytest.mark.parametrize("kind", [PAGE, CARD, {}])
def test_of_one_kind_the_newer_replaces_the_older_in_all_fields(kind: dict[str, Any]) -> None:
    stored, seen = posting(**kind, company="Acme", salary_min=50_000), posting(**kind, title="Lead Analyst")
    assert merge(stored, seen) is seen
    assert merge(stored, seen, newer=False) is stored


@pytest.mark.parametrize("newer", [True, False])
def test_a_page_wins_over_a_card_whichever_came_first(newer: bool) -> None:
    page = posting(**PAGE, company="Acme")
    card = posting(**CARD, company="ACME Ltd", locality="London", employment_type=["FULL_TIME"], skills=("SQL",))
    for merged in (merge(page, card, newer=newer), merge(card, page, newer=newer)):
        assert (merged.company, merged.locality) == ("Acme", "London")
        assert (merged.description_text, merged.description_is_snippet) == ("All of it.", False)
        assert (merged.employment_type, merged.skills) == (frozenset({"FULL_TIME"}), ("SQL",))
        assert merged.content_hash == Posting.model_validate(merged.model_dump()).content_hash


def test_zero_and_false_are_said() -> None:
    page = posting(**PAGE, latitude=0.0, is_sponsored=False)
    merged = merge(page, posting(**CARD, latitude=51.5, is_sponsored=True))
    assert (merged.latitude, merged.is_sponsored) == (0.0, False)


def test_one_salary_is_never_mixed_from_two_statements() -> None:
    page = posting(**PAGE, salary_raw="from £50,000", salary_min=50_000)
    card = posting(**CARD, salary_raw="£40,000 - £60,000", salary_min=40_000, salary_max=60_000)
    merged = merge(page, card)
    assert (merged.salary_raw, merged.salary_min, merged.salary_max) == ("from £50,000", 50_000, None)


def test_a_description_is_never_mixed_from_two_pages() -> None:
    page = posting(description_text="All of it.")
    card = posting(description_html="<p>All …</p>", description_is_snippet=True)
    assert merge(card, page).description_html is None


@pytest.mark.parametrize(
    ("stored", "seen", "newer", "merged"),
    [(False, True, True, True), (True, False, True, False), (True, None, True, True), (False, True, False, False)],
)
def test_whether_it_is_expired_is_what_was_said_last(
    stored: bool | None, seen: bool | None, newer: bool, merged: bool
) -> None:
    page, card = posting(**PAGE, is_expired=stored), posting(**CARD, is_expired=seen)
    assert merge(page, card, newer=newer).is_expired is merged
