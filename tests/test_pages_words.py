"""Given what the database holds of postings and what people typed, when a page says it, then people understand it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest

from api.pages.alert.filter import suggested, wanted
from api.pages.labels import NAMES
from api.pages.pay import pay, yearly
from api.pages.posting.changes import revisions
from api.pages.posting.differences import Piece, differences
from api.pages.posting.facts import facts
from api.pages.posting.page import web_address
from api.pages.rendering import html
from api.pages.search import conditions
from api.pages.search import page as search
from api.pages.search.found import answered
from api.pages.search.highlight import highlight
from api.pages.search.query import Asked, phrase
from api.pages.values import fact, place
from api.queries import PostingQuery
from jobspider.posting import StoredPosting
from jobspider.search.filters import PostingFilter
from jobspider.search.postings import PostingVersion
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DASH = "\N{EN DASH}"


def stored(**values: Any) -> StoredPosting:
    row = {"source": "one", "source_id": "1", "url": "https://jobs.example/1", "title": "Data Scientist", "id": 1}
    return StoredPosting.model_validate({**row, "first_seen_at": NOON, "last_seen_at": NOON, **values})


def asked(query: str) -> Asked:
    return Asked.of(pair.split("=", 1) for pair in query.split("&"))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("values", "said", "a_year"),
    [
        ((45_000, 55_000, "GBP", "YEAR"), f"£45,000 {DASH} £55,000 a year", None),
        ((500, 500, "GBP", "DAY"), "£500 a day", "£130,000 a year"),
        ((None, 20.5, "EUR", "HOUR"), "up to €20.50 an hour", "up to €42,640 a year"),
        ((30_000, None, "PLN", "MONTH"), "from 30,000 PLN a month", "from 360,000 PLN a year"),
        ((30_000, None, None, None), "from 30,000", None),
        ((None, None, "GBP", "YEAR"), None, None),
    ],
)
def test_pay_is_said_as_people_say_it(values: tuple[Any, ...], said: str | None, a_year: str | None) -> None:
    low, high, currency, period = values
    times = {"HOUR": 2080, "DAY": 260, "WEEK": 52, "MONTH": 12, "YEAR": 1}.get(period)
    posting = stored(
        salary_min=low,
        salary_max=high,
        salary_currency=currency,
        salary_period=period,
        salary_annual_min=low * times if low and times else None,
        salary_annual_max=high * times if high and times else None,
    )

    assert (pay(posting), yearly(posting)) == (said, a_year)


@pytest.mark.parametrize(
    ("q", "text", "marked"),
    [
        ("python", "Python, or <b>PYTHON</b>", "<mark>Python</mark>, or &lt;b&gt;<mark>PYTHON</mark>&lt;/b&gt;"),
        ('"data engineer"', "data engineer; data, engineers", "<mark>data engineer</mark>; data, engineers"),
        ("C++ OR .net", "C++ and .NET, not C", "<mark>C++</mark> and <mark>.NET</mark>, not C"),
        ("engin*", "Engineers of engines", "<mark>Engineers</mark> of <mark>engines</mark>"),
        ("munchen", "München", "<mark>München</mark>"),
        ("machine learning", "machine learning", "<mark>machine learning</mark>"),
        ("-python R", "Python and R&D, R.", "Python and R&amp;D, <mark>R</mark>."),
        ('"', "nothing", "nothing"),
    ],
)
def test_the_words_that_were_searched_for_are_marked(q: str, text: str, marked: str) -> None:
    assert str(highlight(PostingFilter(q=q), "q").marked(text)) == marked


def test_an_excerpt_is_the_part_with_the_words_on_one_line() -> None:
    text = "What you do\n\n- Sail.\n- Row\n- Swim" + "\n\nMore of it." * 40 + "\n\nKnots and <ropes>. " + "End. " * 90

    beginning = str(highlight(PostingFilter(), "q").excerpt(text))
    found = str(highlight(PostingFilter(q="ropes"), "q").excerpt(text))

    assert beginning.startswith("What you do · Sail. Row · Swim · More of it.")
    assert beginning.endswith(" …")
    assert found.startswith("… ")
    assert "Knots and &lt;<mark>ropes</mark>&gt;." in found
    assert len(found) < 320
    assert str(highlight(PostingFilter(q="ropes"), "q").excerpt("")) == ""


def test_changes_are_told_from_the_latest_back_each_with_what_stood_there_before() -> None:
    now = stored(
        title="Lead Data Scientist",
        salary_min=50_000,
        salary_currency="GBP",
        salary_period="YEAR",
        employment_type=["FULL_TIME"],
        description_text="One.\n\nWe need three boats.\n\nBye.",
        valid_through=NOON,
    )
    latest = {
        "salary_min": 45_000,
        "valid_through": "2026-11-20T00:00:00Z",
        "description_text": "One.\n\nWe need two boats.\n\nBye.",
    }
    first = {
        "title": "Data Scientist",
        "employment_type": ["PART_TIME"],
        "salary_min": None,
        "no_field": 1,
        "latitude": "x",
    }
    versions = [
        PostingVersion(changed_at=NOON - timedelta(days=age), content_hash="", replaced=replaced)
        for age, replaced in ((1, latest), (2, first), (3, {"title_normalized": "scientist"}))
    ]

    found = revisions(now, versions)

    assert [revision.at for revision in found] == [NOON - timedelta(days=age) for age in (1, 2)]
    told = [
        [(change.name, change.before, change.after) for change in each.changes if not change.pieces] for each in found
    ]
    assert told == [
        [("Closing date", "20 Nov 2026", "22 Nov 2026"), ("Pay", "from £45,000 a year", "from £50,000 a year")],
        [
            ("Employment", "Part-time", "Full-time"),
            ("Pay", DASH, "from £45,000 a year"),
            ("Title", "Data Scientist", "Lead Data Scientist"),
        ],
    ]
    (description,) = (change for change in found[0].changes if change.pieces)
    assert [piece.text for piece in description.pieces if piece.kind == "gone"] == ["two"]
    assert [piece.text for piece in description.pieces if piece.kind == "new"] == ["three"]


def test_differences_of_long_texts_are_found_where_they_are() -> None:
    lines = [f"Line {number} of the text" for number in range(500)]
    changed = [*lines[:300], "Another line altogether, quite new", *lines[300:]]

    assert differences("\n".join(lines), "\n".join(lines)) == ()
    assert differences("\n".join(lines), "\n".join(changed)) == (
        Piece("left_out", ""),
        Piece("new", "Another line altogether, quite new"),
        Piece("same", "\n"),
        Piece("left_out", ""),
    )


def test_differences_of_hostile_texts_cost_little() -> None:
    began = perf_counter()
    for before, after in (
        ("a\nb\n" * 9_000, "b\nb\na\n" * 9_000),
        ("x" * 500_000, "y" * 500_000),
        ("a b " * 9_000, "b a " * 9_000),
    ):
        assert len(differences(before, after)) <= 151
        assert sum(len(piece.text) for piece in differences(before, after)) <= 1_501
    assert perf_counter() - began < 20


def test_facts_and_values_have_names() -> None:
    posting = stored(
        employment_type=["FULL_TIME", "INTERN"],
        country="DE",
        locality="Wien",
        language="de",
        work_mode="onsite",
        is_sponsored=True,
    )

    assert dict(facts(posting)) | {"Where": "On site"} == dict(facts(posting))
    assert dict(facts(posting))["Employment"] == "Full-time, Internship"
    assert (fact(posting, "language"), fact(posting, "is_sponsored"), fact(posting, "skills")) == (
        "German",
        "yes",
        DASH,
    )
    assert place(posting) == "Wien, Germany"
    assert place(stored()) is None
    assert set(PostingQuery.model_fields) == set(NAMES)


def test_an_address_is_read_as_browsers_send_it_and_written_short() -> None:
    found = asked('title=&q=  go  &source=b&source=a&source=b&company=x&company="y"&limit=&sort=oldest&cursor=o_1_1')

    assert found.pairs == (
        ("q", "go"),
        ("company", '"y"'),
        ("source", "b"),
        ("source", "a"),
        ("sort", "oldest"),
        ("cursor", "o_1_1"),
    )
    assert found.address() == "/search?q=go&company=%22y%22&source=b&source=a&sort=oldest&cursor=o_1_1"
    assert found.selecting("/feeds/postings.rss") == "/feeds/postings.rss?q=go&company=%22y%22&source=b&source=a"
    assert found.without(("source", "b")).address() == "/search?q=go&company=%22y%22&source=a&sort=oldest"
    assert found.query.source == ["b", "a"]
    assert Asked.of([]).address() == "/search"


def test_a_phrase_fits_a_field_and_ends_with_a_word() -> None:
    assert phrase('Acme "and" Sons') == '"Acme  and  Sons"'
    assert asked(f"company={phrase('Long name ' * 30)}").is_clear
    assert phrase("Long name " * 30).endswith('name"')
    assert len(phrase("x" * 300)) == 192


@pytest.mark.parametrize(
    ("query", "name", "hint"),
    [
        ("salary_min=lots", "salary_min", "45000"),
        ("work_mode=moon", "work_mode", "Choose remote, hybrid or onsite."),
        ("employment_type=FULL_TIME&employment_type=x", "employment_type", "FULL_TIME"),
        ("open=maybe", "open", "true for open postings"),
        ("limit=51", "limit", "1 to 50"),
        ("country=Germany", "country", "two letters"),
        ("posted_after=1234567", "posted_after", "2026-11-22T00:00:00Z"),
        ("source=a/b", "source", "pattern"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_write_instead(query: str, name: str, hint: str) -> None:
    found = asked(query)

    assert [each.name for each in found.wrong] == [name]
    assert hint in found.wrong[0].detail
    assert conditions.said(found.pairs[0], found) == f"{NAMES[name]}: {found.pairs[0][1]}"


def test_conditions_are_said_in_words() -> None:
    found = asked(
        "q=go&country=de&work_mode=onsite&salary_min=45000&posted_after=2026-11-20T00:00:00Z&open=false&source=reed"
    )

    assert [conditions.said(pair, found) for pair in found.pairs] == [
        "Words: go",
        "Board: reed",
        "Country: Germany",
        "On site",
        "Pay a year, at least 45,000",
        "Published since 20 Nov 2026",
        "Closed",
    ]
    periods = conditions.periods(NOON, found.query)
    assert periods[1] == ("2026-11-20T00:00:00Z", "The last 3 days", True)
    other = asked("posted_after=2025-01-02T03:04:05Z").query
    assert conditions.periods(NOON, other)[-1] == ("2025-01-02T03:04:05Z", "Since 2 Jan 2025", True)
    assert wanted(found) == {
        "q": "go",
        "country": ["de"],
        "work_mode": ["onsite"],
        "salary_min": 45_000.0,
        "source": ["reed"],
    }
    assert suggested(found) == "go-reed-de-onsite-45000"


def test_links_lead_to_the_web_only() -> None:
    assert web_address("HTTPS://jobs.example/1") == "HTTPS://jobs.example/1"
    assert [web_address(url) for url in ("javascript:alert(1)", "data:text/html,x", "//x", "", None)] == [None] * 5


def test_where_nothing_was_collected_yet_the_page_says_how_to_begin(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        values = search.shown(Asked(()), answered(connection, Asked(())))
    engine.dispose()
    request: Any = SimpleNamespace(
        scope={"root_path": "/jobs"},
        url=SimpleNamespace(path="/jobs/search", query=""),
        state=SimpleNamespace(),
        headers={},
        method="GET",
    )

    page = html(request, "search/page.html", **values)

    assert "Nothing has been collected yet" in page
    assert "<code>scrapy crawl indeed</code>" in page
    assert 'action="/jobs/search"' in page
    assert "Save as alert" not in page
