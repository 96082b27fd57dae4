"""Pages of postings: what a filter selects, in an order, with a cursor to the next page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from jobspider.errors import BadSearchError
from jobspider.posting import StoredPosting
from jobspider.search.bounds import Place
from jobspider.search.conditions import Wanted
from jobspider.search.cursor import Cursor, amount, cents, micros, moment
from jobspider.search.filters import PostingFilter, Sort
from jobspider.search.relevance import most_relevant
from jobspider.search.walk import Walk, way_of
from jobspider.tables import postings

WINDOWS = 4
"""Windows that one page looks through; a page may be short, and still have a next one."""
CHUNK = 500
"""Postings read at once where all of them are wanted."""
_FIELDS = frozenset(StoredPosting.model_fields)
LISTED = tuple(name for name in StoredPosting.model_fields if name != "description_html")
"""What a list shows of a posting."""


@dataclass(frozen=True)
class Found:
    """A page; without a cursor it is the last."""

    items: list[StoredPosting]
    cursor: Cursor | None


@dataclass(frozen=True)
class Ids:
    """Ids of a page in their order, and the place where it ends; None: nothing comes after it."""

    rows: Sequence[Row[Any]]
    end: Place | None


def search(connection: Connection, asked: PostingFilter, sort: Sort, limit: int, cursor: str | None) -> Found:
    """A page of at most `limit` postings.

    It may hold fewer and still have a next one: a page looks through 20,000 postings at most.
    Raises BadCursorError and BadSearchError, which name the parameter.
    """
    if sort is Sort.SALARY and asked.salary_currency is None:
        raise BadSearchError("sort=salary needs salary_currency: amounts of several currencies have no order")
    read = None if cursor is None else Cursor.read(cursor, sort)
    if sort is Sort.RELEVANCE:
        ids, following = most_relevant(connection, Wanted(asked), limit, read)
        return Found(by_ids(connection, ids), following)
    page = ids_of_page(connection, way_of(asked, sort), limit, place_of(read))
    following = None if page.end is None else Cursor(sort, (_number(sort, page.end[0]), page.end[1]))
    return Found(by_ids(connection, [row.id for row in page.rows]), following)


def ids_of_page(
    connection: Connection, walk: Walk, limit: int, start: Place | None = None, windows: int = WINDOWS
) -> Ids:
    """At most `limit` ids from `start` on, found in so many windows."""
    rows: list[Row[Any]] = []
    end = start
    for window in islice(walk.windows(connection, start, limit + 1), windows):
        rows.extend(window.rows)
        if len(rows) > limit:
            last = rows[limit - 1]
            return Ids(rows[:limit], (last[0], last.id))
        end = window.end
        if end is None:
            break
    return Ids(rows, end)


def everything(
    connection: Connection, asked: PostingFilter, columns: Sequence[str] = LISTED
) -> Iterator[list[Row[Any]]]:
    """All postings of the filter in chunks, newest first, as rows of these columns; what arrives meanwhile is left out.

    Each chunk is read by itself, so neither memory nor a transaction grows with their number.
    """
    walk, place = way_of(asked), None
    while True:
        page = ids_of_page(connection, walk, CHUNK, place)
        rows = rows_by_ids(connection, [row.id for row in page.rows], columns)
        connection.rollback()  # nobody waits for a reader, however slowly the client takes what it gets
        if rows:
            yield rows
        if page.end is None:
            return
        place = page.end


def rows_by_ids(connection: Connection, ids: Sequence[int], columns: Sequence[str]) -> list[Row[Any]]:
    """Rows in the order of their ids; a posting that was deleted meanwhile is left out."""
    rows = {row.id: row for row in connection.execute(_of_ids(tuple(columns)), {"ids": ids})}
    return [rows[number] for number in ids if number in rows]


@cache
def _of_ids(columns: tuple[str, ...]) -> Select[Any]:
    """Made once: putting forty columns together takes as long as reading them."""
    wanted = select(postings.c.id, *(postings.c[name] for name in columns if name != "id"))
    return wanted.where(postings.c.id.in_(bindparam("ids", expanding=True)))


def by_ids(connection: Connection, ids: Sequence[int], columns: Sequence[str] = LISTED) -> list[StoredPosting]:
    """Postings in the order of their ids."""
    rows = rows_by_ids(connection, ids, (*columns, "content_hash")) if ids else []
    names = rows[0]._fields if rows else ()
    return [stored(names, row) for row in rows]


def stored(names: tuple[str, ...], row: Row[Any]) -> StoredPosting:
    """A row of these columns as a posting; what is in the table was validated when it was written, and has its hash.

    As model_construct does it, without looking at each field again: a page has twenty postings of forty fields.
    """
    values: dict[str, Any] = {"description_html": None}
    values.update(zip(names, row, strict=True))
    posting = StoredPosting.__new__(StoredPosting)
    object.__setattr__(posting, "__dict__", values)
    object.__setattr__(posting, "__pydantic_fields_set__", _FIELDS)
    object.__setattr__(posting, "__pydantic_extra__", None)
    object.__setattr__(posting, "__pydantic_private__", None)
    return posting


def place_of(cursor: Cursor | None) -> Place | None:
    """The place that a cursor names."""
    if cursor is None:
        return None
    key, number = cursor.numbers
    return (amount(key) if cursor.sort is Sort.SALARY else moment(key), number)


def _number(sort: Sort, key: Any) -> int:
    return cents(key) if sort is Sort.SALARY else micros(key)
