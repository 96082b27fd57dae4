"""Cleaners: whatever a page says of pay, place, dates, company and skills."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from jobspider.clean.company import clean_company
from jobspider.clean.countries import known_currencies
from jobspider.clean.dates import parse_date
from jobspider.clean.money import parse_salary
from jobspider.clean.place import parse_place
from jobspider.clean.skills import find_skills
from jobspider.clean.text import clean_block, clean_text, html_to_text, sanitize_html
from tests.fuzz.by_hypothesis import Promise, tried
from tests.fuzz.finding import Tally

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAY = """£ $ € ₹ kr zł USD GBP EUR k K LPA - to a up from + per an hour year day month /hr 12 45.000 1,25,000 0 -1 £45k
    9999999999 bonus OTE basic pro rata , ( ) . % p 401k 円 万 R$ 3.5 and between 45000 60,000.50 CHF Fr. A$ C$"""
DATES = "1 31 2026 0000 9999 29 Feb 30 days ago hace vor Tagen / - : T Z +99:99 PM 日 month yesterday ² ٣ am 13 W07"
PLACES = (
    "London Berlin , ( ) - / Remote hybrid SW1A 1AA 10115 NY Greater UK USA Deutschland & multiple locations + 3 more"
)
SKILLS = "C C++ C# R Go SQL Python .NET Node.js and / , ( ) - AWS go-getter excel Excel React react to no need of"
HTML = (
    "<p> </p> <li> <script> </script> <a href=javascript:x> &lt; &#0; &#x110000; <!-- --> <![CDATA[ ]]> \x00 <style> </"
)
countries = st.sampled_from([None, "GB", "US", "DE", "IN", "MX", "JP", "SE", "ZA", "CH", "XX", ""])
signs = st.sampled_from(
    [("£", "GBP"), ("€", "EUR"), ("GBP ", "GBP"), ("EUR ", "EUR"), ("USD ", "USD"), ("CHF ", "CHF")]
)


def made_of(words: str) -> st.SearchStrategy[str]:
    """Some of the words in any order, or any text at all."""
    return st.one_of(st.text(max_size=200), st.lists(st.sampled_from(words.split()), max_size=15).map(" ".join))


def pay(value: tuple[str, str | None]) -> None:
    """Bounds are positive and in order, the currency is one."""
    salary = parse_salary(*value)
    if salary is None:
        return
    bounds = [bound for bound in (salary.min, salary.max) if bound is not None]
    assert bounds == sorted(bounds), salary
    assert all(bound > 0 and math.isfinite(bound) for bound in bounds), salary
    assert salary.currency is None or salary.currency in known_currencies(), salary


def currency(value: tuple[tuple[str, str], int, str | None, str]) -> None:
    """What is written with one sign is in that currency, whatever the country."""
    (sign, code), amount, country, after = value
    salary = parse_salary(f"{sign}{amount:,} {after}", country)
    assert salary is None or salary.currency == code, salary


def date(value: tuple[str | int | float, str | None]) -> None:
    """UTC, and of these decades."""
    found = parse_date(value[0], NOW, value[1])
    assert found is None or (found.utcoffset() == timedelta(0) and 1995 <= found.year <= NOW.year + 11), found


def place(value: tuple[str, str | None]) -> None:
    """Something, or None."""
    found = parse_place(*value)
    assert found is None or any((found.locality, found.region, found.country, found.postal_code, found.work_mode))


def text(value: str) -> None:
    """Can be stored, and cleaning it again changes nothing."""
    for clean in (clean_text, clean_block, html_to_text, sanitize_html):
        assert "\x00" not in clean(value).encode().decode(), clean.__name__
    assert clean_text(clean_text(value)) == clean_text(value)
    assert "<script" not in sanitize_html(value).lower()
    assert sanitize_html(sanitize_html(value)) == sanitize_html(value)


def names(value: Any) -> None:
    """A company's name is one or none; skills are each told once."""
    assert clean_company(value) != ""
    found = [each.name for each in find_skills(value, value)]
    assert len(found) == len(set(found)), found


PROMISES: dict[str, Promise] = {
    "money": (st.tuples(made_of(PAY), countries), pay),
    "currency": (
        st.tuples(
            signs, st.integers(1, 10**7), countries, st.sampled_from(["", "a year", "per hour", "p.a.", "+ bonus"])
        ),
        currency,
    ),
    "dates": (st.tuples(st.one_of(made_of(DATES), st.integers(), st.floats()), countries), date),
    "place": (st.tuples(made_of(PLACES), countries), place),
    "text": (st.one_of(made_of(HTML), st.text(st.characters(codec=None), max_size=200)), text),
    "company and skills": (made_of(SKILLS), names),
}


def round_of(number: int) -> Tally:
    """Each cleaner."""
    return tried(PROMISES, number)
