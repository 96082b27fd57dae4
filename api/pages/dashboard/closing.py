"""How long postings stay open."""

from api.pages.dashboard.chart import Chart, Column, Row, counted
from api.pages.dashboard.figures import Figures
from api.pages.dashboard.pay import PERCENTILES

SHOWN = 12
HEADINGS = ("10 % sooner", "25 % sooner", "Median", "25 % later", "10 % later")


def closing(figures: Figures) -> Chart:
    """Days from publication to closing, by board; those with most closed postings."""
    found = figures.closing
    ranked = sorted(found.items, key=lambda each: -each.n)[:SHOWN]
    percentiles = (Column(*names, "days") for names in zip(HEADINGS, PERCENTILES, strict=True))
    return Chart(
        key="closing",
        title="Days until closed",
        kind="ranges",
        columns=(Column("Board", "source", "text"), Column("Postings", "n"), *percentiles),
        rows=[Row((each.source, each.n, *(getattr(each, part) for part in PERCENTILES))) for each in ranked],
        note=f"From publication. {counted(found, 'closed postings')}",
        nothing="Too few of these postings were found closed: five of a board are needed.",
    )
