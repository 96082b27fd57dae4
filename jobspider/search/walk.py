"""The postings that a filter selects, in one order, from any place on: ids with their sort keys.

Two ways give the same answer. Rare words are looked up in the full-text index and what they give is sorted. Otherwise
postings are walked in the order of the answer, along an index, a window of rows at a time; so neither an uncommon
combination of common words nor a large table makes one statement long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from jobspider.search.conditions import Condition, Wanted
from jobspider.search.filters import PostingFilter, Sort
from jobspider.search.lookup import found_by, rare_groups
from jobspider.search.vocabulary import vocabulary
from jobspider.tables import posting_search, postings

WINDOW = 5_000
"""Rows that one statement walks at most."""
RICH = 5_000
"""Postings with pay as high as asked for, at most, that are looked up and sorted instead of walked for."""

Place = tuple[Any, int]
"""The sort key and the id of a posting."""


@dataclass(frozen=True)
class Walk:
    """A filter in an order; `extra` columns of postings are read with each id."""

    wanted: Wanted
    sort: Sort = Sort.NEWEST
    extra: tuple[str, ...] = ()

    @property
    def key(self) -> ColumnElement[Any]:
        """What the order goes by."""
        return postings.c.salary_annual if self.sort is Sort.SALARY else postings.c.listed_at

    @property
    def asked(self) -> PostingFilter:
        """The filter."""
        return self.wanted.asked

    @cached_property
    def held(self) -> list[Condition]:
        """What the walked index holds in order; so these conditions leave no row out on the way."""
        if self.sort is Sort.SALARY:
            return [*self.wanted.of_currency(), self.key.is_not(None)]
        return [*self.wanted.of_state(), *self.wanted.of_time()]

    @cached_property
    def tested(self) -> list[Condition]:
        """What is tested row by row."""
        own = [*self.wanted.of_row(), *self.wanted.of_words()]
        if self.sort is Sort.SALARY:
            return [*own, *self.wanted.of_state(), *self.wanted.of_time()]
        return [*own, *self.wanted.of_currency()]

    @property
    def index(self) -> str:
        """The index that is walked."""
        if self.sort is Sort.SALARY:
            return "ix_postings_salary_currency_salary_annual"
        return "ix_postings_listed_at" if self.asked.open is None else "ix_postings_is_open_listed_at"

    def windows(self, connection: Connection, start: Place | None, size: int) -> Iterator["Window"]:
        """Windows from `start` on, each with `size` ids at most; whoever has enough stops."""
        groups = rare_groups(self.wanted, vocabulary(connection)) if any(self.wanted.groups()) else []
        if groups:
            found = found_by(groups, connection.dialect)
            yield Window(connection.execute(self.sorted_of(found, start, size)).all(), None)
        elif self.is_rich(connection):
            yield Window(connection.execute(self.sorted_rich(start, size)).all(), None)
        else:
            yield from self._walked(connection, start, size)

    def _walked(self, connection: Connection, start: Place | None, size: int) -> Iterator["Window"]:
        place = start
        while True:
            end = self.end_of_window(connection, place) if self.tested else None
            rows = connection.execute(self.walked(place, end, size)).all()
            yield Window(rows, end)
            if end is None:
                return
            place = end

    def end_of_window(self, connection: Connection, start: Place | None) -> Place | None:
        """Where a window from `start` on ends; None when the table ends before."""
        row = connection.execute(self.skip(start)).one_or_none()
        return None if row is None else (row[0], row[1])

    def skip(self, start: Place | None) -> Select[Any]:
        """The place WINDOW rows on, read from the index alone."""
        ids = self._on_index(select(self.key, postings.c.id)).where(*self.held, *self._after(start))
        return self._ordered(ids).limit(1).offset(WINDOW)

    def walked(self, start: Place | None, end: Place | None, size: int) -> Select[Any]:
        """The ids between two places of the index."""
        statement = self._with_words(self._on_index(self._columns()))
        conditions = (*self.held, *self.tested, *self._after(start), *self._until(end))
        return self._ordered(statement.where(*conditions)).limit(size)

    def sorted_of(self, found: Any, start: Place | None, size: int) -> Select[Any]:
        """The ids of what was looked up."""
        statement = self._with_words(self._columns().join_from(found, postings, postings.c.id == found.c.id))
        conditions = (*self.held, *self.tested, *self._after(start))
        return self._ordered(statement.where(*conditions)).limit(size)

    def is_rich(self, connection: Connection) -> bool:
        """Whether so few are paid as much as is asked for that they can all be looked up."""
        asked = self.asked
        if asked.salary_min is None or asked.salary_currency is None or self.sort is Sort.SALARY:
            return False
        paid = select(postings.c.id).where(*self.wanted.of_currency(), postings.c.salary_annual >= asked.salary_min)
        paid = paid.with_hint(postings, "FORCE INDEX (ix_postings_salary_currency_salary_annual)", "mysql")
        return connection.execute(paid.limit(1).offset(RICH)).one_or_none() is None

    def sorted_rich(self, start: Place | None, size: int) -> Select[Any]:
        """The ids of the few that are paid so much."""
        conditions = (*self.held, *self.tested, *self._after(start))
        statement = self._with_words(self._columns()).where(*conditions)
        rich = statement.with_hint(postings, "FORCE INDEX (ix_postings_salary_currency_salary_annual)", "mysql")
        return self._ordered(rich).limit(size)

    def _columns(self) -> Select[Any]:
        return select(self.key.label("key"), postings.c.id, *(postings.c[name] for name in self.extra))

    def _on_index(self, statement: Select[Any]) -> Select[Any]:
        return statement.with_hint(postings, f"FORCE INDEX ({self.index})", "mysql")

    def _with_words(self, statement: Select[Any]) -> Select[Any]:
        """Postings first, then their words."""
        if not self.wanted.texts:
            return statement
        joined = statement.join(posting_search, posting_search.c.id == postings.c.id)
        return joined.prefix_with("STRAIGHT_JOIN", dialect="mysql")

    def _ordered(self, statement: Select[Any]) -> Select[Any]:
        if self.sort is Sort.OLDEST:
            return statement.order_by(self.key, postings.c.id)
        return statement.order_by(self.key.desc(), postings.c.id.desc())

    def _after(self, place: Place | None) -> list[Condition]:
        """Behind a place; the first half is what an index understands."""
        if place is None:
            return []
        key, number = self.key, postings.c.id
        if self.sort is Sort.OLDEST:
            return [key >= place[0], or_(key > place[0], number > place[1])]
        return [key <= place[0], or_(key < place[0], number < place[1])]

    def _until(self, place: Place | None) -> list[Condition]:
        """Up to a place, this included."""
        if place is None:
            return []
        key, number = self.key, postings.c.id
        if self.sort is Sort.OLDEST:
            return [key <= place[0], or_(key < place[0], number <= place[1])]
        return [key >= place[0], or_(key > place[0], number >= place[1])]


@dataclass(frozen=True)
class Window:
    """Some ids, and where the window ends; None: nothing comes after it."""

    rows: Sequence[Row[Any]]
    end: Place | None
