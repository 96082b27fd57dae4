"""Given figures as searches count them, when charts are made of them, then periods, boards and towns are right."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from api.pages.dashboard.chart import Chart, Column, Row, today
from api.pages.dashboard.days import OTHERS, days
from api.pages.dashboard.query import DashboardQuery
from api.pages.dashboard.towns import position
from jobspider.search.stats import Counted, Day

TODAY = today().date()


def chart_of(asked: DashboardQuery, *found: tuple[int, str, int]) -> Chart:
    """Of postings so many days ago, of a board, so many."""
    items = [Day(day=TODAY - timedelta(days=ago), source=board, postings=number) for ago, board, number in found]
    figures: Any = SimpleNamespace(asked=asked, days=Counted[Day](counted=9, complete=True, items=items))
    return days(figures)


def test_days_without_postings_are_shown_and_those_before_the_period_are_not() -> None:
    chart = chart_of(DashboardQuery(days=4), (0, "a", 1), (2, "b", 5), (2, "a", 2), (4, "a", 9))

    assert [column.heading for column in chart.columns] == ["Day", "b", "a"]
    assert [row.values for row in chart.rows] == [
        (TODAY - timedelta(days=2), 5, 2),
        (TODAY - timedelta(days=1), 0, 0),
        (TODAY, 0, 1),
    ]


def test_long_periods_are_told_in_weeks_that_begin_on_mondays() -> None:
    chart = chart_of(DashboardQuery(days=365), *((ago, "a", 1) for ago in range(300)))

    assert chart.title == "Postings a week"
    assert {row.values[0].weekday() for row in chart.rows} == {0}
    assert sum(row.values[1] for row in chart.rows) == 300
    assert len(chart.rows) <= 44


def test_many_boards_are_told_as_a_few_and_the_others() -> None:
    chart = chart_of(DashboardQuery(), *((0, f"board-{number:02}", number) for number in range(1, 21)))

    assert [column.name for column in chart.columns[1:]] == [*(f"board-{n}" for n in range(20, 13, -1)), OTHERS]
    assert chart.rows[0].values[-1] == sum(range(1, 14))


def test_a_file_keeps_spreadsheets_from_running_what_a_board_wrote() -> None:
    columns = (Column("Word", "word", "text"), Column("Postings", "postings"))
    chart = Chart("words", "Words", "cloud", columns, [Row(("=1+1", 2)), Row(("größe", -1))], "", "")

    assert chart.csv().decode("utf-8-sig").splitlines() == ["word,postings", "'=1+1,2", "größe,-1"]


@pytest.mark.parametrize(
    ("locality", "country", "latitude"),
    [("München", "DE", 48.14), ("LONDON", "GB", 51.51), ("Łódź", "PL", 51.77), ("Wien", "AT", 48.21)],
)
def test_towns_are_known_by_their_own_names(locality: str, country: str, latitude: float) -> None:
    found = position(locality, country)

    assert found
    assert found[0] == pytest.approx(latitude, abs=0.02)


def test_a_town_that_nobody_knows_has_no_position() -> None:
    assert position("Nowhere at all", "GB") is None
    assert position("London", None) is None


def test_an_empty_form_asks_for_nothing() -> None:
    empty = DashboardQuery.model_validate({"q": " ", "location": "", "days": "", "source": [""], "currency": ""})

    assert (empty, empty.narrowed, empty.address()) == (DashboardQuery(), False, "")
    asked = DashboardQuery(q="a&b", days=2, source=["x", "y"])
    assert asked.address() == "q=a%26b&days=2&source=x&source=y"
    assert asked.since(datetime(2026, 3, 1, 15, tzinfo=UTC)) == datetime(2026, 2, 28, tzinfo=UTC)
    assert DashboardQuery(q="x", days=1).search(skill="C++").startswith("open=true&q=x&posted_after=")


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": "soon"}, {"currency": "pounds"}, {"source": ["<b>"]}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DashboardQuery.model_validate(wrong)


def test_the_last_day_is_today() -> None:
    chart = chart_of(DashboardQuery(), (3, "a", 1))

    assert [row.values[0] for row in chart.rows][-1] == TODAY
