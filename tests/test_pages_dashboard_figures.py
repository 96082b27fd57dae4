"""What is read for a dashboard."""

from pathlib import Path

import pytest

from api.pages.dashboard.figures import Figures
from api.pages.dashboard.query import DashboardQuery
from jobspider.search.places import places
from jobspider.store.engine import create_engine
from tests.browsed_data import fill


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
