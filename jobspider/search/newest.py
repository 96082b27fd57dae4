"""The newest postings that a filter selects, a bounded number of them: what figures are counted over."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from jobspider.search.filters import PostingFilter
from jobspider.search.find import ids_of_page
from jobspider.search.walk import way_of

MOST = 5_000
"""Postings that are counted, the newest that match."""
WINDOWS = 10
"""Windows of postings that are looked through for them."""


class Newest(NamedTuple):
    """The newest postings that a filter selects, MOST at most, and whether these are all."""

    rows: Sequence[Row[Any]]
    complete: bool


def newest(connection: Connection, asked: PostingFilter, columns: Sequence[str]) -> Newest:
    """Rows of these columns, and `key` (when it was listed) and `id`."""
    page = ids_of_page(connection, way_of(asked, extra=tuple(columns)), MOST, windows=WINDOWS)
    return Newest(page.rows, page.end is None)


def of_any_state(connection: Connection, asked: PostingFilter, opened: Newest, closed: Newest) -> Newest:
    """What `newest` gives for `asked`, which leaves the state open, made of what it gave for either state.

    The newest of all are among the newest of each, so no posting is looked at again; only where the windows end.
    """
    end = way_of(asked).reach(connection, WINDOWS)
    found = {row.id: row for row in (*opened.rows, *closed.rows)}  # one that was closed meanwhile is in both
    ranked = sorted(found.values(), key=lambda row: (row.key, row.id), reverse=True)
    within = ranked if end is None else [row for row in ranked if (row.key, row.id) >= end]
    complete = opened.complete and closed.complete and end is None and len(within) <= MOST
    return Newest(within[:MOST], complete)
