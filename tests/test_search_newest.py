"""Given open and closed postings, when the newest are asked for, then they are the same however they were read."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, update

from jobspider.search import newest as counting
from jobspider.search import walk
from jobspider.search.closing import closed
from jobspider.search.filters import DailyName, DailyQuery, PostingFilter
from jobspider.search.newest import newest, of_any_state
from jobspider.search.stats import daily
from jobspider.tables import postings
from tests.searching import NOON, database, searchable, statements

COLUMNS = ("source", "title")
NUMBERS = 60
BOUNDS = ((3, 10), (7, 2), (100, 1), (100, 6), (100, 10), (50, 10))
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"q": "data"},
    {"q": "developer"},
    {"q": "developer -senior", "location": "london"},
    {"location": "london"},
    {"q": "market", "source": ["board_two"]},
    {"source": ["board-one"]},
    {"q": "data", "salary_currency": "GBP"},
    {"q": "nothing"},
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("mariadb", marks=pytest.mark.servers)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Sixty postings; those in Leeds, a third of them, are closed."""
    server = partial(request.getfixturevalue, "mariadb")
    folder = tmp_path_factory.mktemp("newest")
    with database(request.param, folder, server) as url, searchable(url, range(NUMBERS)) as found:
        with found.begin() as connection:
            wanted = update(postings).where(postings.c.locality == "Leeds")
            connection.execute(wanted.values(closed_at=NOON, closed_reason="gone"))
        yield found


@pytest.fixture(params=BOUNDS, ids=str)
def bounded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many are counted, in so many windows of seven postings."""
    monkeypatch.setattr(counting, "MOST", request.param[0])
    monkeypatch.setattr(counting, "WINDOWS", request.param[1])
    monkeypatch.setattr(walk, "WINDOW", 6)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_the_newest_of_all_are_made_of_the_newest_of_either_state(engine: Engine, asked: dict[str, Any]) -> None:
    anything = DailyQuery(by=DailyName.SOURCE, **asked)
    with engine.connect() as connection:
        opened = newest(connection, PostingFilter(open=True, **asked), COLUMNS)
        ended = closed(connection, PostingFilter(**asked))
        expected = newest(connection, anything, ("source",))

        found = of_any_state(connection, anything, opened, ended)

        assert [(row.key, row.id, row.source) for row in found.rows] == [tuple(row) for row in expected.rows]
        assert found.complete is expected.complete
        apart, together = daily(connection, anything, found), daily(connection, anything)
        assert apart.model_dump(exclude={"as_of"}) == together.model_dump(exclude={"as_of"})


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_columns_are_those_of_the_postings_that_are_found(engine: Engine, asked: dict[str, Any]) -> None:
    with engine.connect() as connection:
        found = newest(connection, PostingFilter(**asked), COLUMNS)
        ids = newest(connection, PostingFilter(**asked), ())
        stored = {row.id: row for row in connection.execute(postings.select())}

    assert [(row.key, row.id) for row in found.rows] == [tuple(row) for row in ids.rows]
    for row in found.rows:
        at = stored[row.id]
        assert (row.key, row.source, row.title) == (at.listed_at, at.source, at.title)


def test_no_window_is_read_behind_the_last_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "WINDOWS", 3)
    monkeypatch.setattr(walk, "WINDOW", 6)
    with engine.connect() as connection, statements(engine) as sent:
        found = newest(connection, PostingFilter(source=["board-one"]), ())

    assert not found.complete
    reads = [sql for sql in sent if "FROM postings" in sql]
    assert len(reads) == 2 * 3, "where each window ends, and what is in it"


def test_nothing_is_read_again_but_where_the_windows_end(engine: Engine) -> None:
    with engine.connect() as connection:
        opened = newest(connection, PostingFilter(open=True, q="data"), COLUMNS)
        ended = closed(connection, PostingFilter(q="data"))

        with statements(engine) as sent:
            of_any_state(connection, PostingFilter(q="data"), opened, ended)

    (only,) = sent
    assert "posting_search" not in only
