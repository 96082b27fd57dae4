"""Whatever a page holds, a cleaner neither raises nor hangs, and what it returns keeps its promises."""

import math
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobspider.clean.company import clean_company
from jobspider.clean.countries import known_currencies
from jobspider.clean.dates import parse_date
from jobspider.clean.employment import contract_type, employment_types, work_mode
from jobspider.clean.money import annual, parse_salary, period_of
from jobspider.clean.place import parse_place
from jobspider.clean.text import clean_block, clean_text, html_to_text, repair_utf8, sanitize_html, truncate_bytes
from jobspider.clean.title import normalize_title, seniority

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERIODS = {None, "HOUR", "DAY", "WEEK", "MONTH", "YEAR"}
countries = st.sampled_from([None, "GB", "US", "DE", "IN", "MX", "JP", "SE", "ZA", "XX", ""])
PAY_WORDS = """£ $ € ₹ kr zł USD k K LPA - to a up from + per an hour year day month /hr 12 45.000 1,25,000 0 -1
    9999999999 bonus OTE basic pro rata , ( ) . % p 401k 円 万 R$ 3.5 and between"""
DATE_WORDS = "1 31 2026 0000 9999 29 Feb 30 days ago hace vor Tagen / - : T Z +99:99 PM 日 month yesterday ² ٣ am 13"
pay_like = st.lists(st.sampled_from(PAY_WORDS.split()), max_size=12).map(" ".join)
date_like = st.lists(st.sampled_from(DATE_WORDS.split()), max_size=8).map("".join)
texts = st.one_of(st.text(max_size=300), pay_like, date_like)
HUGE = [
    "9" * 10_000_000,
    "£" * 1_000_000,
    "1," * 500_000,
    "a " * 1_000_000,
    "<" * 1_000_000,
    " " * 5_000_000,
    "- " * 500_000,
]


@given(texts, countries)
@example("£²", "GB")
@example("£1 - £", None)
@settings(max_examples=400, deadline=1000)
def test_a_salary_keeps_its_promises(text: str, country: str | None) -> None:
    salary = parse_salary(text, country)
    if salary is None:
        return
    bounds = [bound for bound in (salary.min, salary.max) if bound is not None]
    assert bounds
    assert all(bound > 0 and math.isfinite(bound) for bound in bounds)
    assert bounds == sorted(bounds)
    assert salary.currency is None or salary.currency in known_currencies()
    assert salary.period in PERIODS
    assert (annual(salary) == (None, None)) == (salary.period is None)


@given(st.one_of(texts, st.integers(), st.floats()), countries)
@example(float("nan"), None)
@example(10**400, None)
@example("1" * 13 + ".", "GB")
@settings(max_examples=400, deadline=2000)
def test_a_date_is_aware_utc_and_not_absurd(value: str | int | float, country: str | None) -> None:
    found = parse_date(value, NOW, country)
    if found is not None:
        assert found.utcoffset() == timedelta(0)
        assert 1995 <= found.year <= NOW.year + 11


@given(texts, countries)
@settings(max_examples=200, deadline=2000)
def test_the_other_cleaners_never_raise(text: str, country: str | None) -> None:
    place = parse_place(text, country)
    assert place is None or any((place.locality, place.region, place.country, place.postal_code, place.work_mode))
    assert clean_company(text) != ""
    assert employment_types([text]) <= {
        "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER",
    }  # fmt: skip
    assert contract_type([text]) in {None, "permanent", "contract", "temporary", "apprenticeship", "internship"}
    assert work_mode(text) in {None, "remote", "hybrid", "onsite"}
    assert period_of(text) in PERIODS
    assert normalize_title(text) == normalize_title(text).strip()
    seniority(text)


@given(st.text(st.characters(codec=None), max_size=300))
@settings(max_examples=200, deadline=2000)
def test_cleaned_text_can_always_be_stored(value: str) -> None:
    for cleaned in (clean_text(value), clean_block(value), html_to_text(value), sanitize_html(value)):
        cleaned.encode("utf-8")
        assert "\x00" not in cleaned
    assert "\n" not in clean_text(value)
    assert clean_text(clean_text(value)) == clean_text(value)


@given(st.text(max_size=100), st.integers(min_value=0, max_value=120))
def test_truncated_text_fits_and_is_a_beginning(value: str, limit: int) -> None:
    cut = truncate_bytes(value, limit)
    assert len(cut.encode("utf-8")) <= limit
    assert value.startswith(cut)


@given(st.binary(max_size=200))
def test_repaired_bytes_are_text_without_surrogates(data: bytes) -> None:
    repair_utf8(data).encode("utf-8")


@pytest.mark.parametrize("text", HUGE, ids=lambda text: text[:4])
def test_a_huge_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    parse_salary(text, "GB")
    parse_date(text, NOW, "GB")
    parse_place(text, "GB")
    normalize_title(text)
    clean_company(text)
    employment_types([text])
    assert time.process_time() - began < 1
