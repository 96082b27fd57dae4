"""Given values as the database has them, when a page shows them, then people read them at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import Request

from api.pages import formats
from api.pages.rendering import html

NOON = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
SCOPE = {
    "type": "http",
    "method": "GET",
    "scheme": "http",
    "server": ("127.0.0.1", 80),
    "headers": [],
    "query_string": b"",
}
REQUEST = Request({**SCOPE, "root_path": "/jobs", "path": "/jobs/ops"})


def test_durations_are_as_exact_as_they_are_short() -> None:
    spans = (timedelta(seconds=0.4), timedelta(seconds=48), timedelta(seconds=200), timedelta(hours=2, minutes=5))

    assert [formats.duration(each) for each in spans] == ["0 s", "48 s", "3 min 20 s", "2 h 05 min"]


def test_numbers_and_money_are_grouped() -> None:
    assert [formats.number(value) for value in (0, 12_345, 0.6, None)] == ["0", "12,345", "1", "\N{EN DASH}"]
    assert formats.money(45_000, "GBP") == "£45,000"
    assert formats.money(13.5, "USD") == "$13.50"
    assert formats.money(40_000, "PLN") == "40,000 PLN"
    assert formats.money(None, "GBP") == "\N{EN DASH}"
    assert [formats.share(part, 400) for part in (0, 1, 148, 400)] == ["0 %", "< 1 %", "37 %", "100 %"]
    assert formats.share(1, 0) == "\N{EN DASH}"


def test_times_are_told_in_words_and_exactly() -> None:
    assert formats.day(date(2026, 3, 1)) == "1 Mar 2026"
    assert formats.moment(NOON) == '<time datetime="2026-11-22T12:05:00+00:00">22 Nov 2026, 12:05 UTC</time>'
    assert ">3 hours ago<" in formats.ago(NOON, NOON + timedelta(hours=3, minutes=59))
    assert ">in 1 day<" in formats.ago(NOON, NOON - timedelta(hours=30))
    assert ">just now<" in formats.ago(NOON, NOON)


@pytest.mark.parametrize(("code", "name"), [("GB", "United Kingdom"), ("XX", "XX"), (None, "\N{EN DASH}")])
def test_countries_have_names(code: str | None, name: str) -> None:
    assert formats.country(code) == name


def test_whatever_a_page_shows_is_escaped_and_its_addresses_hold_below_another_path() -> None:
    problem = {"detail": "<script>alert(1)</script>", "request_id": '"><img>'}

    page = html(REQUEST, "problem.html", problem=problem, title="<b>")

    assert "<script>alert" not in page
    assert "<img>" not in page
    assert "<b>" not in page
    assert 'href="/jobs/search"' in page
    assert '<a href="/jobs/ops" aria-current="page">' in page
    assert 'href="/jobs/assets/' in page
