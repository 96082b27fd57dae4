"""What /search shows: a page of postings, counts of their values, and where nothing is found what to leave out."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.search.query import Asked, Pair
from jobspider.errors import JobspiderError
from jobspider.search.facets import Facets, facets
from jobspider.search.filters import PostingFilter, Sort
from jobspider.search.find import Found, ids_of_page, search
from jobspider.search.walk import way_of

LOOSENED = 8
"""Conditions that are tried to leave out."""
COUNTED = 100
"""Postings that are counted for each of them, at most."""

NO_ORDER = "To order by pay, choose its currency: amounts of several currencies have no order."


@dataclass(frozen=True)
class Looser:
    """The search without one condition."""

    condition: Pair
    asked: Asked
    count: int
    more: bool


@dataclass(frozen=True)
class Answer:
    """All that the page tells; without `found` the sentence of `refused` says why."""

    found: Found | None
    facets: Facets
    looser: tuple[Looser, ...] = ()
    refused: str | None = None


def answered(connection: Connection, asked: Asked) -> Answer:
    """By the functions that answer GET /postings and GET /facets."""
    if not asked.is_clear:
        return Answer(None, Facets(counted=0, complete=True, facets={}))
    query = asked.query
    counts = facets(connection, query.filter())
    if query.sort is Sort.SALARY and query.salary_currency is None:
        return Answer(None, counts, refused=NO_ORDER)
    try:
        found = search(connection, query.filter(), query.sort, query.limit, query.cursor)
    except JobspiderError as error:
        if error.status >= 500:
            raise
        return Answer(None, counts, refused=str(error))
    nothing = not found.items and found.cursor is None and query.cursor is None
    return Answer(found, counts, tuple(_looser(connection, asked)) if nothing else ())


def _looser(connection: Connection, asked: Asked) -> Iterator[Looser]:
    """Those that find something, the most first; a search for one thing only is not looser but another one."""
    if len(asked.conditions) < 2:
        return
    tried = (_without(connection, asked, pair) for pair in asked.conditions[:LOOSENED])
    yield from sorted((each for each in tried if each.count), key=lambda each: -each.count)


def _without(connection: Connection, asked: Asked, condition: Pair) -> Looser:
    left = asked.without(condition)
    count, more = _count(connection, left.query.filter())
    return Looser(condition, left, count, more)


def _count(connection: Connection, wanted: PostingFilter) -> tuple[int, bool]:
    page = ids_of_page(connection, way_of(wanted), COUNTED)
    return len(page.rows), page.end is not None
