"""A chart is its table: what is drawn, what is shown as rows, and what the CSV holds are the same numbers."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any, NamedTuple

from api.exports.columns import harmless
from api.exports.csv_file import MARK
from jobspider.search.stats import Counted


class Column(NamedTuple):
    """A heading, the name of its column in the CSV, and how its values are written (api/templates/chart.html)."""

    heading: str
    name: str
    kind: str = "number"


class Row(NamedTuple):
    """The values, and the query of /search that finds the postings behind them."""

    values: tuple[Any, ...]
    search: str | None = None


@dataclass(frozen=True)
class Chart:
    """One card of the dashboard."""

    key: str
    """Its name in addresses."""
    title: str
    kind: str
    """How it is drawn (api/frontend/src/charts/): stacked, ranges, bars, cloud, map; empty: the table is all."""
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    note: str
    """What was counted, and when."""
    nothing: str
    """A sentence for when there are no rows."""
    currency: str | None = None
    """Of its money."""

    @property
    def size(self) -> str:
        """How much room it needs: short, middle or tall."""
        return "short" if len(self.rows) <= 4 else "middle" if len(self.rows) <= 8 else "tall"

    def csv(self) -> bytes:
        """The table as a file for spreadsheets."""
        buffer = StringIO()
        writer = csv.writer(buffer)
        writer.writerow([column.name for column in self.columns])
        writer.writerows([[harmless(value) for value in row.values] for row in self.rows])
        return (MARK + buffer.getvalue()).encode("utf-8", "replace")


def counted(figures: Counted[Any], what: str = "open postings") -> str:
    """What the figures were counted over: `Of 1,215 open postings on 22 Nov 2026`."""
    if figures.origin == "stored":
        moment = figures.as_of.astimezone(UTC)
        return f"Of {figures.counted:,} {what} on {moment.day} {moment:%b %Y}, {moment:%H:%M} UTC."
    newest = "" if figures.complete else "the newest "
    return f"Of {newest}{figures.counted:,} {what}, now."


def today() -> datetime:
    """The beginning of this day (UTC)."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
