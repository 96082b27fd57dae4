"""The page, and each chart's numbers as CSV."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.caller import READ
from api.dependencies import Database
from api.errors import Refusal
from api.pages.dashboard import boards, closing, days, names, pay, places
from api.pages.dashboard.chart import Chart
from api.pages.dashboard.figures import Figures
from api.pages.dashboard.headline import headlines
from api.pages.dashboard.query import PERIODS, DashboardQuery
from api.pages.rendering import render
from api.pages.route import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[READ])
Asked = Annotated[DashboardQuery, Query()]
CHARTS: Mapping[str, Callable[[Figures], Chart]] = {
    "daily": days.days,
    "pay-by-title": pay.by_title,
    "pay-by-place": pay.by_place,
    "skills": names.skills,
    "words": names.words,
    "places": places.places,
    "closing": closing.closing,
    "boards": boards.boards,
}
"""By their keys, in the order of the page."""


@router.get("/")
def dashboard(request: Request, database: Database, asked: Asked) -> Response:
    """The page; of a database without postings one that says how to get some."""
    figures = Figures(database, asked)
    known = figures if not asked.narrowed else Figures(database, DashboardQuery())
    if not figures.boards and not known.days.items:
        return render(request, "dashboard/fresh.html")
    return render(request, "dashboard/page.html", asked=asked, periods=PERIODS, **shown(figures))


def shown(figures: Figures) -> dict[str, Any]:
    """All that the page looks up."""
    return {
        "sources": figures.boards,
        "currencies": sorted(each.currency for each in figures.all_pay.items),
        "currency": figures.currency,
        "headlines": headlines(figures),
        "charts": {key: chart(figures) for key, chart in CHARTS.items()},
    }


@router.get("/charts/{key}.csv")
def chart_file(database: Database, key: str, asked: Asked) -> Response:
    """A chart's table as a file."""
    if key not in CHARTS:
        raise Refusal(404, f"There is no chart {key[:40]!r}; there are {', '.join(CHARTS)}.")
    headers = {"Content-Disposition": f'attachment; filename="{key}.csv"', "Cache-Control": "no-store"}
    return Response(CHARTS[key](Figures(database, asked)).csv(), headers=headers, media_type="text/csv; charset=utf-8")
