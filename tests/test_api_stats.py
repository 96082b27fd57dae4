"""Given days that were rolled up, when /stats is asked, it answers from them where it can, and says which it was."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, update

from api.routers.skills import list_skills
from jobspider.etl.rollup import roll_up
from jobspider.search import daily, stats
from jobspider.search.closing import closing
from jobspider.search.filters import DailyName, DailyQuery, PostingFilter, SalaryName, SalaryQuery
from jobspider.search.places import places
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.store.transaction import transaction
from jobspider.tables import postings
from tests.daily_data import NOW, SOURCES, TODAY, fill, fill_runs
from tests.searching import database
from tests.serving import serving

YESTERDAY = TODAY - timedelta(days=1)
EVERYTHING, DAYS = SalaryQuery(), DailyQuery()
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
    found, some = daily.daily(connection, DAYS), daily.daily(connection, DailyQuery(source=["alpha", "beta"]))

    assert found
    assert some
    assert [day.day for day in found.items] == [YESTERDAY - timedelta(days=ago) for ago in range(3)]
    assert (found.origin, found.complete, found.as_of.date()) == ("stored", False, TODAY)
    live = {day.day: day.postings for day in stats.daily(connection, DAYS).items}
    assert {day.day: day.postings for day in found.items}.items() <= live.items()
    opened, before = [day.open or 0 for day in found.items[:2]]
    new, closed = found.items[0].new or 0, found.items[0].closed or 0
    assert opened == before + new - closed
    assert all(0 < (one.open or 0) < (of_all.open or 0) for one, of_all in zip(some.items, found.items, strict=True))


def test_days_of_each_board_add_up_to_those_of_all(connection: Connection) -> None:
    for days in (daily.daily, stats.daily):
        for source in ([], ["alpha", "beta"]):
            apart, together = (days(connection, DailyQuery(by=by, source=source)) for by in (DailyName.SOURCE, None))

            assert apart
            assert together
            assert {day.source for day in apart.items} == set(source or SOURCES)
            for day in together.items:
                assert day.postings == sum(one.postings for one in apart.items if one.day == day.day)
    assert apart
    assert apart.items == sorted(apart.items, key=lambda day: (-day.day.toordinal(), day.source or ""))


def test_towns_are_counted_and_found_where_their_postings_say(engine: Engine, connection: Connection) -> None:
    far = update(postings).where(postings.c.id.in_([1, 2, 3, 4, 5, 6])).values(locality="Far", country=None)
    with transaction(engine) as writing:
        writing.execute(far)
        for number, at in ((1, (10.0, 20.0)), (2, (11.0, 24.0))):
            told = dict(zip(("latitude", "longitude"), at, strict=True))
            writing.execute(update(postings).where(postings.c.id == number).values(told))

    found = places(connection, EVERYTHING)

    assert [town.postings for town in found.items] == sorted((town.postings for town in found.items), reverse=True)
    (town,) = [town for town in found.items if town.locality == "Far"]
    assert (town.country, town.postings, town.latitude, town.longitude) == (None, 6, 10.5, 22.0)
    assert all(town.latitude is None for town in found.items if town.locality != "Far")


def test_days_to_close_leave_out_what_was_just_not_seen(connection: Connection) -> None:
    wanted = select(postings).where(postings.c.closed_at.is_not(None), postings.c.source == "alpha")
    rows = [row for row in connection.execute(wanted) if row.closed_reason != "not_seen"]
    days = [max(0.0, (row.closed_at - row.listed_at).total_seconds() / 86_400) for row in rows]

    found = closing(connection, PostingFilter(open=True, source=["alpha"]))

    (alpha,) = found.items
    assert (alpha.source, alpha.n, found.complete) == ("alpha", len(days), True)
    assert alpha.median == pytest.approx(median(days), abs=0.01)
    assert alpha.p10 <= alpha.p25 <= alpha.median <= alpha.p75 <= alpha.p90


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
    assert daily.daily(connection, DailyQuery(**asked)) is None
    assert stats.skills(connection, query).origin == "live"


@pytest.mark.servers
def test_skills_are_listed_by_name_with_what_was_stored_of_them(connection: Connection) -> None:
    told = daily.skills(connection, PostingFilter())
    assert told is not None
    page = list_skills(connection, limit=500)
    counts = {skill.name: skill.postings for skill in page.items}

    stored = {named.name: named.postings for named in told.items}
    assert {"Python", "SQL", "C++"} <= stored.keys()
    assert {name: number for name, number in counts.items() if number} == {
        name: number for name, number in stored.items() if name in counts
    }
    assert (page.as_of, page.next_cursor) == (told.as_of, None)
    assert None in counts.values()  # skills that no posting names
    languages = [skill for skill in page.items if skill.category == "language"]
    first = list_skills(connection, category="language", limit=3)
    rest = list_skills(connection, category="language", limit=500, cursor=first.next_cursor)
    assert [*first.items, *rest.items] == languages
    assert len(first.items) == 3


def test_the_api_says_which_it_was_and_as_of_when(engine: Engine, tmp_path: Any) -> None:
    roll_up(engine, YESTERDAY, NOW)
    with serving(tmp_path, database_url=engine.url.render_as_string(hide_password=False)) as api:
        for path in ("daily", "salaries", "salaries?by=skill", "skills", "words", "sources", "daily?by=source"):
            first = api.get(f"/stats/{path}")
            assert (first.json["origin"], first.json["as_of"]) == ("stored", "2026-11-22T00:00:00Z"), first.body
            other = api.get(f"/stats/{path}{'&' if '?' in path else '?'}country=GB")
            assert other.json["origin"] == "live", other.body
            assert api.get(f"/stats/{path}", **{"If-None-Match": first.headers["etag"]}).status == 304
        live = api.get("/stats/skills?country=GB")
        again = api.get("/stats/skills?country=GB", **{"If-None-Match": live.headers["etag"]})
        assert (live.json["as_of"][:2], again.status) == ("20", 304)
        for path in ("places", "closing"):
            assert api.get(f"/stats/{path}?source=alpha").json["origin"] == "live"
        assert api.get("/stats/salaries?by=colour").status == 422
