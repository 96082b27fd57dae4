"""Given days that nobody rolled up, when one or several catch up, then each is there once, with skills up to date."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from jobspider.cli.rollup import named
from jobspider.errors import ConfigError
from jobspider.etl.catch_up import FURTHEST, catch_up, missing
from jobspider.etl.refresh import refresh_skills
from jobspider.etl.rollup import RolledUp, roll_up
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import upgrade
from jobspider.tables import daily_rollups, daily_stats, postings, refreshes, search_queue
from tests.crawling import jobspider, rows
from tests.daily_data import DAYS, NOW, TODAY, fill
from tests.searching import posting

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "statistics.md").read_text()
COMMANDS = [line.split()[1:] for line in GUIDE.splitlines() if line.startswith("jobspider rollup")]
QUESTIONS = re.findall(r"```sql\n(.*?);\n```", GUIDE, re.DOTALL)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def engine(engine: Engine) -> Engine:
    fill(engine, 300)
    return engine


def caught_up(engine: Engine, now: datetime = NOW) -> list[RolledUp]:
    return list(catch_up(engine, lambda: now))


def figures(engine: Engine) -> list[tuple[Any, ...]]:
    told = [column for column in daily_stats.c if column.name != "id"]
    with engine.connect() as connection:
        return sorted(map(tuple, connection.execute(select(*told))), key=str)


def test_missed_days_are_rolled_up_once_the_latest_first_and_today_is_not_over(engine: Engine) -> None:
    days = [done.day for done in caught_up(engine)]

    assert days[0] == YESTERDAY
    assert days == sorted(set(days), reverse=True)
    assert 0 < len(days) <= DAYS + 1
    assert caught_up(engine) == []
    assert [done.day for done in caught_up(engine, NOW + timedelta(days=1))] == [TODAY]
    assert len(missing(engine, NOW + timedelta(days=400))) == FURTHEST


def test_a_day_that_was_not_over_is_done_again(engine: Engine) -> None:
    caught_up(engine)
    roll_up(engine, TODAY, NOW)

    assert [done.day for done in caught_up(engine, NOW + timedelta(hours=11))] == [TODAY]


def test_a_day_may_be_repeated_by_several_at_once_and_is_the_same(engine: Engine) -> None:
    roll_up(engine, YESTERDAY, NOW)
    once = figures(engine)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: roll_up(engine, YESTERDAY, NOW), range(3)))

    assert figures(engine) == once
    assert len(once) > 50


def test_of_several_who_catch_up_at_once_one_does_it(engine: Engine) -> None:
    first = catch_up(engine, lambda: NOW)
    assert next(first).day == YESTERDAY

    assert caught_up(engine) == []
    rest = [done.day for done in first]

    assert YESTERDAY not in rest
    assert missing(engine, NOW) == []


def test_catching_up_ends_soon_when_it_is_stopped_and_goes_on_later(engine: Engine) -> None:
    work = catch_up(engine, lambda: NOW, lambda: len(rows(engine.url.render_as_string(False), daily_rollups)) > 1)

    assert len(list(work)) == 2
    assert caught_up(engine)


def test_another_dictionary_is_applied_to_open_postings_once(engine: Engine) -> None:
    refresh_skills(engine)
    assert refresh_skills(engine) == 0
    numbered = [posting(n, title="Python Developer", skills=("Kite flying",) if n == 2 else ()) for n in (1, 2, 3)]
    upsert(engine, numbered, datetime.now(UTC))
    with engine.begin() as connection:
        connection.execute(search_queue.delete())
        connection.execute(update(postings).where(postings.c.source_id == "3").values(closed_at=NOW))
        former = {"digest": "of another one", "names": ["Dropped"], "finished_at": NOW}
        connection.execute(update(refreshes).values(former))
        dropped = update(postings).where(postings.c.url == numbered[0].url, postings.c.title == "Python Developer")
        connection.execute(dropped.values(skills=("Dropped",)))

    assert refresh_skills(engine) >= 2

    with engine.connect() as connection:
        told = select(postings.c.source_id, postings.c.skills, postings.c.skills_required)
        found = {row[0]: row[1:] for row in connection.execute(told.where(postings.c.title == "Python Developer"))}
        assert found["1"] == (("Python",), ("Python",))
        assert found["2"] == (("Kite flying",), ("Python",))
        assert found["3"] == ((), ())
        assert len(connection.execute(select(search_queue.c.posting_id)).all()) >= 2
    assert refresh_skills(engine) == 0


def test_what_the_guide_says_works_as_it_stands(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/daily.db"
    engine = create_engine(url)
    upgrade(engine)
    upsert(engine, [posting(n, title="Python Developer") for n in range(60)], datetime.now(UTC) - timedelta(days=2))
    missed, *named_ones = COMMANDS

    first, again = (jobspider(*missed, database_url=url) for _ in range(2))
    assert (first.code, len(first.out.splitlines())) == (0, 2), first.err
    assert "figures in" in first.out
    assert again.out == "Nothing to do: each day up to yesterday is stored, or somebody is at it.\n"
    one, week = (jobspider(*command, database_url=url) for command in named_ones)
    assert (len(one.out.splitlines()), len(week.out.splitlines())) == (1, 7)
    refused = jobspider("rollup", "--day", "2999-01-01", database_url=url)
    assert (refused.code, "2999-01-01 is still to come" in refused.err) == (2, True)
    with engine.connect() as connection:
        assert all(connection.execute(text(question)).all() for question in QUESTIONS)
    engine.dispose()


def test_the_guide_names_every_figure(engine: Engine) -> None:
    roll_up(engine, YESTERDAY, NOW)

    with engine.connect() as connection:
        told = connection.scalars(select(daily_stats.c.figure).distinct()).all()
    assert [name for name in told if f"| `{name}` |" not in GUIDE] == []


def test_days_are_named_one_by_one_or_as_a_range() -> None:
    first, third = datetime(2026, 11, 1), datetime(2026, 11, 3)  # noqa: DTZ001  as Typer gives them
    assert named(None, None, None, TODAY) == []
    assert named(first, None, None, TODAY) == [first.date()]
    assert named(None, first, third, TODAY) == [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)]
    assert len(named(None, first, None, TODAY)) == 22
    wrong = {
        (None, None, first): "--to needs --from",
        (first, first, None): "give one or the others",
        (None, third, first): "give the first day first",
        (None, first.replace(year=1), None): "days at most",
    }
    for given, why in wrong.items():
        with pytest.raises(ConfigError, match=why):
            named(*given, TODAY)
