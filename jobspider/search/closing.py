"""How long postings stay open, by board."""

from collections import defaultdict
from datetime import timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from jobspider.search.facets import newest
from jobspider.search.filters import PostingFilter
from jobspider.search.stats import FEWEST, Counted, percentiles

DAY = timedelta(days=1)
GUESSED = "not_seen"
"""`closed_reason` of postings that were just not seen any more: nobody knows when they closed."""


class Closing(BaseModel):
    """Days from a posting's date (or from when it was first seen) until it was found to be closed."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    source: str
    n: int
    """Closed postings that were counted."""
    p10: float
    p25: float
    median: float
    p75: float
    p90: float


def closing(connection: Connection, asked: PostingFilter) -> Counted[Closing]:
    """Of each board with FEWEST closed postings or more; those that were just not seen any more are left out."""
    closed = asked.model_copy(update={"open": False})
    rows, complete = newest(connection, closed, ("source", "listed_at", "closed_at", "closed_reason"))
    days: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.closed_reason != GUESSED:
            days[row.source].append(max(row.closed_at - row.listed_at, timedelta()) / DAY)
    found = [
        Closing(source=source, n=len(figures), **percentiles(figures))
        for source, figures in sorted(days.items())
        if len(figures) >= FEWEST
    ]
    return Counted[Closing](counted=len(rows), complete=complete, items=found)
