"""How many of the postings that a filter selects have which value: counted over the newest of them, and said so."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Row

from jobspider.search.filters import PostingFilter
from jobspider.search.newest import newest

VALUES = 20
"""Values shown of each field, the most frequent ones."""
FIELDS = (
    *("source", "country", "locality", "company", "language", "employment_type", "contract_type", "work_mode"),
    *("seniority", "salary_currency", "skills"),
)
SEVERAL = ("employment_type", "skills")
"""Fields that have several values at once."""


class Facet(BaseModel):
    """A value and how many of the counted postings have it."""

    value: str
    count: int


class Facets(BaseModel):
    """Counts of the values of each field."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    counted: int
    """Postings that were counted: the newest that match, 5,000 at most."""
    complete: bool
    """Whether these are all that match; if not, the counts are those of the newest alone."""
    facets: dict[str, list[Facet]]
    """{field: values}, the most frequent 20 first; postings without a value are in none."""


def facets(connection: Connection, asked: PostingFilter) -> Facets:
    """Counts under the filter."""
    rows, complete = newest(connection, asked, FIELDS)
    return Facets(counted=len(rows), complete=complete, facets={name: _counted(rows, name) for name in FIELDS})


def _counted(rows: Iterable[Row[Any]], name: str) -> list[Facet]:
    values = (getattr(row, name) for row in rows)
    single = (one for value in values for one in (value if name in SEVERAL else (value,)) if one)
    ranked = sorted(Counter(single).items(), key=lambda found: (-found[1], found[0]))
    return [Facet(value=value, count=count) for value, count in ranked[:VALUES]]
