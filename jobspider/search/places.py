"""Where the jobs of a search are: towns with how many postings, and their position where postings tell it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Row

from jobspider.search.filters import PostingFilter
from jobspider.search.newest import Newest, newest
from jobspider.search.stats import MOST_NAMES, Counted

COLUMNS = ("locality", "country", "latitude", "longitude")


class Town(BaseModel):
    """A town's postings."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    locality: str
    country: str | None
    """ISO 3166-1 alpha-2 code."""
    postings: int
    latitude: float | None
    """Degrees (WGS 84), the mean of the postings that tell it; null, like `longitude`, where none does."""
    longitude: float | None


def places(connection: Connection, asked: PostingFilter, known: Newest | None = None) -> Counted[Town]:
    """The MOST_NAMES towns with most postings; postings without a town count for none."""
    rows, complete = known or newest(connection, asked, COLUMNS)
    towns: defaultdict[tuple[str, str | None], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.locality:
            towns[row.locality, row.country].append(row)
    ranked = sorted(towns.items(), key=lambda found: (-len(found[1]), found[0][0], found[0][1] or ""))
    found = [_town(*of, rows) for of, rows in ranked[:MOST_NAMES]]
    return Counted[Town](counted=len(rows), complete=complete, items=found)


def _town(locality: str, country: str | None, rows: Sequence[Row[Any]]) -> Town:
    told = [(row.latitude, row.longitude) for row in rows if row.latitude is not None and row.longitude is not None]
    latitude, longitude = (_mean([each[axis] for each in told]) for axis in (0, 1))
    return Town(locality=locality, country=country, postings=len(rows), latitude=latitude, longitude=longitude)


def _mean(values: Sequence[float]) -> float | None:
    """Of degrees; a town at the date line would need more."""
    return round(sum(values) / len(values), 4) if values else None
