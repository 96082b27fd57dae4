"""What each board gives, and how fresh it is."""

from datetime import UTC, datetime
from typing import Any

from api.pages.dashboard.chart import Chart, Column, Row, counted
from api.pages.dashboard.figures import Figures
from jobspider.search.stats import Source

SHOWN = 60
COLUMNS = (
    Column("Board", "source", "text"),
    Column("Open postings", "open"),
    Column("Name their pay", "with_salary", "share"),
    Column("Name a town", "with_place", "share"),
    Column("Whole description", "whole_descriptions", "share"),
    Column("Last good crawl", "last_crawl", "ago"),
)


def boards(figures: Figures) -> Chart:
    """A table; the board with most postings first."""
    found, asked = figures.all_sources, figures.asked
    ranked = sorted(figures.sources, key=lambda each: (-each.open, each.source))[:SHOWN]
    return Chart(
        key="boards",
        title="Boards and their freshness",
        kind="",
        columns=COLUMNS,
        rows=[
            Row(_values(each, figures.crawled.get(each.source)), asked.search(source=each.source)) for each in ranked
        ],
        note=counted(found),
        nothing="No board has such postings.",
    )


def _values(of: Source, last: datetime | None) -> tuple[Any, ...]:
    parts = (of.with_salary, of.with_place, of.whole_descriptions)
    shares = (round(100 * part / of.postings, 1) if of.postings else None for part in parts)
    return of.source, of.open, *shares, last.astimezone(UTC) if last else None
