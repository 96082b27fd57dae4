"""Pay a year by title and by place."""

from functools import partial

from api.pages.dashboard.chart import Chart, Column, Row, counted
from api.pages.dashboard.figures import Figures
from api.pages.dashboard.query import DashboardQuery
from jobspider.search.filters import SalaryName
from jobspider.search.stats import Salaries

SHOWN = 12
"""Titles or places that are drawn, those with most figures."""
PERCENTILES = ("p10", "p25", "median", "p75", "p90")
HEADINGS = ("10 % earn less", "25 % less", "Median", "25 % more", "10 % more")
SEARCHED = {SalaryName.TITLE: "title", SalaryName.PLACE: "location"}
TITLES = {SalaryName.TITLE: "Pay by title", SalaryName.PLACE: "Pay by place"}


def pay(figures: Figures, by: SalaryName) -> Chart:
    """The chart, in one currency."""
    found, currency = figures.pay(by), figures.currency
    first = Column("Title" if by is SalaryName.TITLE else "Place", str(by), "text")
    percentiles = (Column(*names, "money") for names in zip(HEADINGS, PERCENTILES, strict=True))
    return Chart(
        key=f"pay-by-{by}",
        title=TITLES[by],
        kind="ranges",
        columns=(first, Column("Postings", "n"), *percentiles),
        rows=[_row(figures.asked, by, each) for each in found.items[:SHOWN]],
        note=f"A year, before tax{f', in {currency}' if currency else ''}. {counted(found)}",
        nothing="Too few of these postings name their pay: five of a kind are needed.",
        currency=currency,
    )


def _row(asked: DashboardQuery, by: SalaryName, each: Salaries) -> Row:
    name = each.name or ""
    words = name.partition(",")[0] if by is SalaryName.PLACE else name
    search = asked.search(**{SEARCHED[by]: f'"{words}"'.replace('""', '"')})
    return Row((name, each.n, *(getattr(each, part) for part in PERCENTILES)), search)


by_title = partial(pay, by=SalaryName.TITLE)
by_place = partial(pay, by=SalaryName.PLACE)
