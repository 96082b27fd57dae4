"""Given postings in SQLite or MariaDB, when they are searched, then exactly those that match come, each once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, update

from jobspider.errors import BadCursorError, BadSearchError
from jobspider.posting import Posting
from jobspider.search import relevance, vocabulary, walk
from jobspider.search.cursor import PATTERN
from jobspider.search.filters import PostingFilter, Sort
from jobspider.search.find import everything, search
from jobspider.store.postings import upsert
from jobspider.store.words import index_waiting
from jobspider.tables import postings
from tests.searching import NOON, database, posting, searchable, statements

pytestmark = pytest.mark.servers

Check = Callable[[Posting], bool]
NUMBERS = range(60)


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Sixty postings; number 10 is closed."""
    folder = tmp_path_factory.mktemp("search")
    server = partial(request.getfixturevalue, "mariadb")
    with database(request.param, folder, server) as url, searchable(url, NUMBERS) as found:
        with found.begin() as connection:
            closed = update(postings).where(postings.c.source_id == "10").values(closed_at=NOON, closed_reason="gone")
            connection.execute(closed)
        yield found


@pytest.fixture(params=["walked", "looked up"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of finding: along an index in small windows, and in the full-text index."""
    known = vocabulary.Vocabulary(sampled=1, rows=1 if request.param == "looked up" else 0)
    monkeypatch.setattr(walk, "vocabulary", lambda _: known)
    monkeypatch.setattr(walk, "WINDOW", 7)
    monkeypatch.setattr(relevance, "WINDOWS", 20)
    monkeypatch.setattr(walk, "RICH", 60 if request.param == "looked up" else 0)
    monkeypatch.setattr(walk, "RICH_SECONDS", 0)
    return str(request.param)


def found(connection: Connection, sort: Sort = Sort.NEWEST, limit: int = 4, **asked: Any) -> list[str]:
    """All pages' source_ids, in their order."""
    cursor, ids = None, []
    for _ in range(200):
        page = search(connection, PostingFilter(**asked), sort, limit, cursor)
        assert len(page.items) <= limit
        ids += [item.source_id for item in page.items]
        if page.cursor is None:
            return ids
        cursor = str(page.cursor)
    pytest.fail("the pages have no end")


def listed_at(one: Posting) -> Any:
    return one.date_posted or NOON


CASES: list[tuple[dict[str, Any], Check]] = [
    ({}, lambda _: True),
    ({"q": "R"}, lambda p: p.title == "R Analyst"),
    ({"title": "go"}, lambda p: p.title == "Go Developer"),
    ({"q": "c++"}, lambda p: "C++" in p.title),
    ({"q": "AI"}, lambda p: "AI" in p.title),
    ({"q": ".net OR c++"}, lambda p: "C++" in p.title or ".NET" in p.title),
    ({"q": "data -scientist developer"}, lambda p: "Developer" in p.title),
    ({"q": '"go to market" senior'}, lambda p: "Senior" in p.title),
    ({"q": '"market go"'}, lambda _: False),
    ({"q": "-data"}, lambda _: False),
    ({"q": "-scientist"}, lambda p: p.title != "Data Scientist"),
    ({"q": "number1*"}, lambda p: p.source_id.startswith("1")),
    ({"q": "munchen"}, lambda p: p.locality == "München"),
    (
        {"title": '"data scientist"', "location": "london"},
        lambda p: p.title == "Data Scientist" and p.locality == "London",
    ),
    ({"location": "MÜNCHEN de"}, lambda p: p.locality == "München"),
    ({"company": "acme sons"}, lambda p: p.company == "Acme & Sons"),
    ({"skill": ["power bi", "python"]}, lambda p: "Power BI" in p.skills),
    ({"skill": ["bi python"]}, lambda _: False),
    ({"skill_required": ["power BI"], "skill": ["Python"]}, lambda p: "Power BI" in p.skills_required),
    ({"skill_required": ["Power"]}, lambda _: False),
    ({"skill_required": ["Power BI", "Python"]}, lambda _: False),
    ({"source": ["board_two", "nowhere"]}, lambda p: p.source == "board_two"),
    ({"country": ["de"]}, lambda p: p.country == "DE"),
    ({"employment_type": ["CONTRACTOR", "INTERN"]}, lambda p: "CONTRACTOR" in p.employment_type),
    (
        {"contract_type": ["permanent"], "work_mode": ["remote"]},
        lambda p: p.contract_type == "permanent" and p.work_mode == "remote",
    ),
    ({"salary_min": 40_000, "salary_currency": "gbp"}, lambda p: pays(p, 40_000) and p.salary_currency == "GBP"),
    ({"salary_min": 40_000.5}, lambda p: pays(p, 40_001)),
    ({"salary_currency": "EUR"}, lambda p: p.salary_currency == "EUR"),
    ({"open": True, "title": "dev* OR engineer"}, lambda p: p.title[-3:] in {"per", "eer"} and p.source_id != "10"),
    ({"open": False}, lambda p: p.source_id == "10"),
    ({"posted_after": NOON - timedelta(hours=5)}, lambda p: listed_at(p) >= NOON - timedelta(hours=5)),
    (
        {"posted_before": NOON - timedelta(hours=5), "country": ["GB"]},
        lambda p: listed_at(p) < NOON - timedelta(hours=5) and p.country == "GB",
    ),
]


def pays(one: Posting, amount: float) -> bool:
    return one.salary_annual_max is not None and one.salary_annual_max >= amount


def test_whether_few_are_paid_so_much_is_remembered(engine: Engine) -> None:
    asked = PostingFilter(salary_min=31_000, salary_currency="GBP")

    with engine.connect() as connection, connection.begin():
        first, second = (statements_of(connection, asked) for _ in range(2))

    assert len(first) == len(second) + 1
    assert first[1:] == second


def statements_of(connection: Connection, asked: PostingFilter) -> list[str]:
    with statements(connection.engine) as sent:
        search(connection, asked, Sort.NEWEST, 4, None)
    return sent


@pytest.mark.parametrize(("asked", "meets"), CASES, ids=lambda case: str(case)[:40] if isinstance(case, dict) else "")
def test_every_filter_gives_exactly_what_meets_it(
    engine: Engine, way: str, asked: dict[str, Any], meets: Check
) -> None:
    expected = [posting(number) for number in NUMBERS if meets(posting(number))]

    with engine.connect() as connection:
        newest = found(connection, **asked)
        oldest = found(connection, Sort.OLDEST, **asked)
        relevant = found(connection, Sort.RELEVANCE, **asked)
        exported = [row.source_id for rows in everything(connection, PostingFilter(**asked)) for row in rows]

    moments = [listed_at(posting(int(number))) for number in newest]
    assert sorted(newest) == sorted(relevant) == sorted(one.source_id for one in expected)
    assert moments == sorted(moments, reverse=True)
    assert oldest == newest[::-1]
    assert exported == newest


def test_the_highest_pay_comes_first(engine: Engine, way: str) -> None:
    with engine.connect() as connection:
        ids = found(connection, Sort.SALARY, salary_currency="GBP", country=["GB"])

    paid = [one for one in map(posting, NUMBERS) if one.salary_currency == "GBP" and one.salary_annual_max]
    assert ids == [one.source_id for one in sorted(paid, key=lambda one: -(one.salary_annual_max or 0))]


def test_relevance_puts_titles_first(engine: Engine, way: str) -> None:
    with engine.connect() as connection:
        ids = found(connection, Sort.RELEVANCE, q="data")

    assert {posting(int(number)).title for number in ids[:10]} == {"Data Scientist"}


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.RELEVANCE])
def test_pages_stay_right_while_postings_arrive_and_go(engine: Engine, way: str, sort: Sort) -> None:
    with engine.connect() as connection:
        before = found(connection, sort, q="developer")
        first = search(connection, PostingFilter(q="developer"), sort, 4, None)
    newer = [
        posting(number, title="Go Developer", date_posted=NOON + timedelta(hours=number)) for number in range(100, 103)
    ]
    upsert(engine, newer, NOON)
    index_waiting(engine)
    try:
        with engine.connect() as connection:
            assert found(connection, sort, q="developer")[:3] != before[:3]
            rest, cursor = [], str(first.cursor)
            while cursor:
                page = search(connection, PostingFilter(q="developer"), sort, 4, cursor)
                rest += [item.source_id for item in page.items]
                cursor = str(page.cursor or "")
    finally:
        with engine.begin() as connection:
            connection.execute(delete(postings).where(postings.c.source_id.in_([one.source_id for one in newer])))

    assert [item.source_id for item in first.items] + rest == before


def test_a_deleted_posting_is_found_no_more(engine: Engine, way: str) -> None:
    upsert(engine, [posting(200, title="Beekeeper")], NOON)
    index_waiting(engine)
    with engine.begin() as connection:
        there = found(connection, q="beekeeper")
        connection.execute(delete(postings).where(postings.c.source_id == "200"))
    with engine.connect() as connection:
        assert (there, found(connection, q="beekeeper")) == (["200"], [])


def test_a_changed_posting_is_found_by_its_new_words_only(engine: Engine, way: str) -> None:
    upsert(engine, [posting(201, title="Beekeeper")], NOON)
    index_waiting(engine)
    upsert(engine, [posting(201, title="Falconer")], NOON + timedelta(hours=1))
    index_waiting(engine)
    try:
        with engine.connect() as connection:
            assert (found(connection, q="beekeeper"), found(connection, q="falconer")) == ([], ["201"])
    finally:
        with engine.begin() as connection:
            connection.execute(delete(postings).where(postings.c.source_id == "201"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(max_size=500) | st.text(alphabet='+-~<>()*"@\\%_ aOR', max_size=60))
def test_no_text_is_an_error(engine: Engine, way: str, q: str) -> None:
    with engine.connect() as connection:
        search(connection, PostingFilter(q=q, title=q[:200] or None), Sort.NEWEST, 5, None)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=st.from_regex(PATTERN, fullmatch=True), sort=st.sampled_from(Sort))
def test_every_cursor_of_the_documented_shape_is_understood_or_refused(engine: Engine, cursor: str, sort: Sort) -> None:
    asked = PostingFilter(salary_currency="GBP", q="data")
    with engine.connect() as connection:
        if cursor[0] == sort[0]:
            search(connection, asked, sort, 5, cursor)
        else:
            with pytest.raises(BadCursorError, match=r"^cursor: it belongs to another order"):
                search(connection, asked, sort, 5, cursor)


@pytest.mark.parametrize(
    "cursor", ["", "x", "n_1", "n_1_2_3", "r_1_2", "n_1_99999999999999999999", "n_\N{ARABIC-INDIC DIGIT ONE}_2"]
)
def test_what_is_no_cursor_is_refused_by_name(engine: Engine, cursor: str) -> None:
    with engine.connect() as connection, pytest.raises(BadCursorError, match=r"^cursor: this is no cursor"):
        search(connection, PostingFilter(), Sort.NEWEST, 5, cursor)


def test_pay_of_several_currencies_has_no_order(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(BadSearchError, match="needs salary_currency"):
        search(connection, PostingFilter(), Sort.SALARY, 5, None)
