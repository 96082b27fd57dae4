"""How long postings stay open, by board."""

from collections import defaultdict
from datetime import timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from jobspider.search.filters import PostingFilter
from jobspider.search.newest import Newest, newest
from jobspider.search.stats import FEWEST, Counted, percentiles

DAY = timedelta(days=1)
COLUMNS = ("source", "closed_at", "closed_reason")
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


def closed(connection: Connection, asked: PostingFilter) -> Newest:
    """The newest closed postings that `asked` selects, whatever it says of their state."""
    return newest(connection, asked.model_copy(update={"open": False}), COLUMNS)


def closing(connection: Connection, asked: PostingFilter, known: Newest | None = None) -> Counted[Closing]:
    """Of each board with FEWEST closed postings or more; those that were just not seen any more are left out.

    `known`: what `closed` gives for the same filter.
    """
    rows, complete = known or closed(connection, asked)
    days: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.closed_reason != GUESSED:
            days[row.source].append(max(row.closed_at - row.key, timedelta()) / DAY)
    found = [
        Closing(source=source, n=len(figures), **percentiles(figures))
        for source, figures in sorted(days.items())
        if len(figures) >= FEWEST
    ]
    return Counted[Closing](counted=len(rows), complete=complete, items=found)
