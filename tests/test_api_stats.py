"""Given days that were rolled up, when /stats is asked, it answers from them where it can, and says which it was."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from jobspider.etl.rollup import roll_up
from jobspider.search import daily, stats
from jobspider.search.filters import PostingFilter, SalaryName, SalaryQuery
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests.daily_data import NOW, TODAY, fill, fill_runs
from tests.searching import database
from tests.serving import serving

YESTERDAY = TODAY - timedelta(days=1)
EVERYTHING = SalaryQuery()
OTHER = ({"open": False}, {"q": "nurse"}, {"country": ["GB"]}, {"posted_after": NOW}, {"skill": ["SQL"]})


@pytest.fixture(scope="module", params=["sqlite", pytest.param("mariadb", marks=pytest.mark.servers)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    server: Callable[[], str] = lambda: request.getfixturevalue("mariadb")  # noqa: E731
    with database(request.param, tmp_path_factory.mktemp("stats"), server) as url:
        made = create_engine(url)
        upgrade(made)
        fill(made, 2000)
        fill_runs(made)
        yield made
        made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    for ago in (1, 2, 3):
        roll_up(engine, TODAY - timedelta(days=ago), NOW)
    with engine.connect() as opened:
        yield opened


def test_days_tell_what_was_new_seen_closed_and_open(connection: Connection) -> None:
    found, some = daily.daily(connection, EVERYTHING), daily.daily(connection, PostingFilter(source=["alpha", "beta"]))

    assert found
    assert some
    assert [day.day for day in found.items] == [YESTERDAY - timedelta(days=ago) for ago in range(3)]
    assert (found.origin, found.complete, found.as_of.date()) == ("stored", False, TODAY)
    live = {day.day: day.postings for day in stats.daily(connection, EVERYTHING).items}
    assert {day.day: day.postings for day in found.items}.items() <= live.items()
    opened, before = [day.open or 0 for day in found.items[:2]]
    new, closed = found.items[0].new or 0, found.items[0].closed or 0
    assert opened == before + new - closed
    assert all(0 < (one.open or 0) < (of_all.open or 0) for one, of_all in zip(some.items, found.items, strict=True))


@pytest.mark.parametrize("by", [None, *SalaryName])
def test_pay_is_told_of_all_or_by_name(connection: Connection, by: SalaryName | None) -> None:
    stored = daily.salaries(connection, SalaryQuery(by=by, open=True))
    pounds = daily.salaries(connection, SalaryQuery(by=by, salary_currency="gbp"))
    live = stats.salaries(connection, SalaryQuery(by=by, open=True))

    assert stored
    assert pounds
    assert {item.currency for item in stored.items} == {"GBP", "EUR"}
    assert {item.currency for item in pounds.items} == {"GBP"}
    assert all((item.name is None) is (by is None) and item.n >= 5 for item in (*stored.items, *live.items))
    assert {(item.currency, item.name) for item in live.items[:5]} <= {(i.currency, i.name) for i in stored.items}


def test_skills_words_and_sources_are_those_of_open_postings(connection: Connection) -> None:
    skills, words = daily.skills(connection, EVERYTHING), daily.words(connection, EVERYTHING)
    sources = daily.sources(connection, PostingFilter(source=["alpha"]))

    assert skills
    assert words
    assert sources
    assert {"Python", "python", "Güte"} < {item.name for item in skills.items}
    assert {"pflege", "für"} & {item.name for item in words.items} == {"pflege"}
    assert words.items[0].postings < words.counted == skills.counted
    (alpha,) = sources.items
    assert (alpha.source, alpha.postings, alpha.open) == ("alpha", sources.counted, sources.counted)
    assert 0 < alpha.with_salary < alpha.open
    assert alpha.rejected is not None
    assert alpha.hours_since_crawl is not None


@pytest.mark.parametrize("asked", OTHER)
def test_what_is_not_stored_is_counted_live(connection: Connection, asked: dict[str, Any]) -> None:
    query = SalaryQuery(**asked)

    for stored in (daily.salaries, daily.skills, daily.words, daily.sources):
        assert stored(connection, query) is None
    assert daily.daily(connection, query) is None
    assert stats.skills(connection, query).origin == "live"


@pytest.mark.servers
def test_the_api_says_which_it_was_and_as_of_when(engine: Engine, tmp_path: Any) -> None:
    roll_up(engine, YESTERDAY, NOW)
    with serving(tmp_path, database_url=engine.url.render_as_string(hide_password=False)) as api:
        for path in ("daily", "salaries", "salaries?by=skill", "skills", "words", "sources"):
            first = api.get(f"/stats/{path}")
            assert (first.json["origin"], first.json["as_of"]) == ("stored", "2026-11-22T00:00:00Z"), first.body
            other = api.get(f"/stats/{path}{'&' if '?' in path else '?'}country=GB")
            assert other.json["origin"] == "live", other.body
            assert api.get(f"/stats/{path}", **{"If-None-Match": first.headers["etag"]}).status == 304
        live = api.get("/stats/skills?country=GB")
        again = api.get("/stats/skills?country=GB", **{"If-None-Match": live.headers["etag"]})
        assert (live.json["as_of"][:2], again.status) == ("20", 304)
        assert api.get("/stats/salaries?by=colour").status == 422
