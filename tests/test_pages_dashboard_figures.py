"""What is read for a dashboard."""

from pathlib import Path

import pytest

from api.pages.dashboard.figures import Figures
from api.pages.dashboard.query import DashboardQuery
from jobspider.search import stats
from jobspider.search.filters import DailyName, DailyQuery
from jobspider.search.places import places
from jobspider.store.engine import create_engine
from tests.browsed_data import fill
from tests.searching import statements


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("figures") / "jobspider.db"
    fill(f"sqlite:///{file}", 60)
    return file


@pytest.mark.parametrize(("asked", "is_read"), [(DashboardQuery(), False), (DashboardQuery(q="engineer"), True)])
def test_all_columns_are_read_where_more_than_the_places_is_counted_now(
    database: Path, asked: DashboardQuery, is_read: bool
) -> None:
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        figures = Figures(connection, asked)

        found = figures.towns

        assert ("newest" in vars(figures)) is is_read
        assert found.items == places(connection, asked.filter(open=True)).items
        assert found.items
    engine.dispose()


def test_words_are_looked_for_once_among_open_and_once_among_closed_postings(database: Path) -> None:
    engine = create_engine(f"sqlite:///{database}")
    asked = DashboardQuery(q="engineer")
    with engine.connect() as connection:
        with statements(engine) as sent:
            figures = Figures(connection, asked)
            told = (figures.boards, figures.all_pay, figures.sources, figures.words, figures.days, figures.closing)
        expected = stats.daily(connection, DailyQuery(by=DailyName.SOURCE, q="engineer"))
    engine.dispose()

    assert all(told)
    assert [sum(f"is_open = {state}" in sql for sql in sent if "posting_search" in sql) for state in (1, 0)] == [1, 1]
    assert sum("posting_search" in sql for sql in sent) == 2
    assert figures.days.model_dump(exclude={"as_of"}) == expected.model_dump(exclude={"as_of"})
    assert sum(day.postings for day in figures.days.items) > len(figures.newest.rows) > 0
