"""Given postings of some weeks, when days are rolled up, then each figure is what DuckDB counts from the same rows."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from jobspider.etl.rollup import roll_up
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.tables import daily_stats
from tests.daily_data import NOW, TODAY, fill, fill_runs
from tests.daily_sql import Key, Values, expected
from tests.searching import database

POSTINGS = 20_000
PARTS = ("n", "p10", "p25", "median", "p75", "p90")
Filled = tuple[Engine, list[dict[str, Any]], list[dict[str, Any]]]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("mariadb", marks=pytest.mark.servers)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A database of each kind with the same postings, and these."""
    server: Callable[[], str] = lambda: request.getfixturevalue("mariadb")  # noqa: E731
    with database(request.param, tmp_path_factory.mktemp("daily"), server) as url:
        engine = create_engine(url)
        upgrade(engine)
        yield engine, fill(engine, POSTINGS), fill_runs(engine)
        engine.dispose()


def stored(engine: Engine, day: date) -> dict[Key, Values]:
    names = ("figure", "basis", "currency", "source", "name", *PARTS)
    wanted = select(*(daily_stats.c[name] for name in names)).where(daily_stats.c.day == day)
    with engine.connect() as connection:
        return {tuple(row[:5]): tuple(row[5:]) for row in connection.execute(wanted)}


@pytest.mark.parametrize("ago", [0, 1, 9, 25])
def test_every_figure_is_the_one_that_duckdb_counts(filled: Filled, ago: int) -> None:
    engine, rows, runs = filled
    day = TODAY - timedelta(days=ago)

    roll_up(engine, day, NOW)

    wanted, found = expected(rows, runs, day, NOW), stored(engine, day)
    assert found.keys() == wanted.keys()
    for key, values in found.items():
        numbers = [value for value in wanted[key] if value is not None]
        assert [value is None for value in values] == [value is None for value in wanted[key]], key
        assert [value for value in values if value is not None] == pytest.approx(numbers, rel=1e-9, abs=1e-5), key
