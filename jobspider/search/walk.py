"""The postings that a filter selects, in one order, from any place on: ids with their sort keys.

Two ways give the same answer. Rare words are looked up in the full-text index and what they give is sorted. Otherwise
postings are walked in the order of the answer, along an index, a window of rows at a time; so neither an uncommon
combination of common words nor a large table makes one statement long.

Putting a statement together takes SQLAlchemy as long as the database needs to answer it. So the statements of a filter
are kept while it is asked for, page after page, and take places and sizes as parameters.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, or_, select

from jobspider.search.bounds import BEHIND, FIRST, LAST, MOST, SIZE, Place, Window, values
from jobspider.search.conditions import Condition, Group, Wanted
from jobspider.search.filters import PostingFilter, Sort
from jobspider.search.lookup import found_by, rare_groups
from jobspider.search.vocabulary import vocabulary
from jobspider.tables import posting_search, postings

WINDOW = 5_000
"""Rows that one statement walks at most."""
RICH = 5_000
"""Postings with pay as high as asked for, at most, that are looked up and sorted instead of walked for."""
RICH_SECONDS = 60.0
"""How long it is remembered whether they are so few: either way finds the same."""
KEPT = 256
"""Filters whose statements are kept."""


@dataclass(frozen=True)
class Asked:
    """A filter that can be looked up: by its text."""

    text: str
    asked: PostingFilter = field(compare=False)


def way_of(asked: PostingFilter, sort: Sort = Sort.NEWEST, extra: tuple[str, ...] = ()) -> "Walk":
    """The way through a filter's postings; the same one for the same filter."""
    return _walk(Asked(asked.model_dump_json(), asked), sort, extra)


@lru_cache(maxsize=KEPT)
def _walk(asked: Asked, sort: Sort, extra: tuple[str, ...]) -> "Walk":
    return Walk(Wanted(asked.asked), sort, extra)


@dataclass(frozen=True)
class Walk:
    """A filter in an order; `extra` columns of postings are read with each id."""

    wanted: Wanted
    sort: Sort = Sort.NEWEST
    extra: tuple[str, ...] = ()
    made: dict[tuple[str, bool, bool], Select[Any]] = field(default_factory=dict, compare=False, repr=False)
    """Statements by their kind, and whether they begin behind a place and end at one."""
    rich: dict[str, tuple[bool, float]] = field(default_factory=dict, compare=False, repr=False)
    """Of each database, whether few are paid so much, and until when that is believed."""

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

    def windows(self, connection: Connection, start: Place | None, size: int) -> Iterator[Window]:
        """Windows from `start` on, each with `size` ids at most; whoever has enough stops."""
        if groups := self.rare(connection):
            found = found_by(groups, connection.dialect)
            statement = self.sorted_of(found, begins=start is not None)
            yield Window(connection.execute(statement, values(start, None, size)).all(), None)
        elif self.is_rich(connection):
            statement = self._kept("rich", self.sorted_rich, start, None)
            yield Window(connection.execute(statement, values(start, None, size)).all(), None)
        else:
            yield from self._walked(connection, start, size)

    def rare(self, connection: Connection) -> list[Group]:
        """What the full-text index finds few postings for."""
        return rare_groups(self.wanted, vocabulary(connection)) if any(self.wanted.groups()) else []

    def reach(self, connection: Connection, windows: int) -> Place | None:
        """Where so many windows from the first posting on end; None: only where the table does."""
        if not self.tested or self.rare(connection) or self.is_rich(connection):
            return None
        return self._place_behind(connection, None, windows * (WINDOW + 1) - 1)

    def _walked(self, connection: Connection, start: Place | None, size: int) -> Iterator[Window]:
        place = start
        while True:
            end = self.end_of_window(connection, place) if self.tested else None
            statement = self._kept("walked", self.walked, place, end)
            rows = connection.execute(statement, values(place, end, size)).all()
            yield Window(rows, end)
            if end is None:
                return
            place = end

    def end_of_window(self, connection: Connection, start: Place | None) -> Place | None:
        """Where a window from `start` on ends; None when the table ends before."""
        return self._place_behind(connection, start, WINDOW)

    def _place_behind(self, connection: Connection, start: Place | None, number: int) -> Place | None:
        given = {**values(start, None, None), "behind": number}
        row = connection.execute(self._kept("skip", self.skip, start, None), given).one_or_none()
        return None if row is None else (row[0], row[1])

    def _kept(
        self, kind: str, make: Callable[[bool, bool], Select[Any]], start: Place | None, end: Place | None
    ) -> Select[Any]:
        shape = (kind, start is not None, end is not None)
        if shape not in self.made:
            self.made[shape] = make(*shape[1:])
        return self.made[shape]

    def skip(self, begins: bool, _ends: bool = False) -> Select[Any]:
        """The place `behind` rows on, read from the index alone."""
        ids = self._on_index(select(self.key, postings.c.id)).where(*self.held, *self._after(begins))
        return self._ordered(ids).limit(1).offset(BEHIND)

    def walked(self, begins: bool, ends: bool) -> Select[Any]:
        """The ids between two places of the index."""
        late = bool(self.extra) and self.only_words
        statement = self._with_words(self._on_index(self._ids() if late else self._columns()))
        conditions = (*self.held, *self.tested, *self._after(begins), *self._until(ends))
        found = self._ordered(statement.where(*conditions)).limit(SIZE)
        return self._completed(found) if late else found

    @property
    def only_words(self) -> bool:
        """Whether nothing of a posting's row is tested, so that the index and the words tell which are found."""
        return bool(self.tested) and len(self.tested) == len(list(self.wanted.of_words()))

    def _completed(self, found: Select[Any]) -> Select[Any]:
        """With the extra columns: those of postings that the words leave out are never read."""
        ids = found.subquery("ids")
        extra = (postings.c[name] for name in self.extra)
        statement = select(ids.c.key, ids.c.id, *extra).join_from(ids, postings, postings.c.id == ids.c.id)
        return self._ordered(statement.prefix_with("STRAIGHT_JOIN", dialect="mysql"), ids.c.key, ids.c.id)

    def sorted_of(self, found: Any, begins: bool) -> Select[Any]:
        """The ids of what was looked up."""
        statement = self._with_words(self._columns().join_from(found, postings, postings.c.id == found.c.id))
        conditions = (*self.held, *self.tested, *self._after(begins))
        return self._ordered(statement.where(*conditions)).limit(SIZE)

    def is_rich(self, connection: Connection) -> bool:
        """Whether so few are paid as much as is asked for that they can all be looked up."""
        asked = self.asked
        if asked.salary_min is None or asked.salary_currency is None or self.sort is Sort.SALARY:
            return False
        database = connection.engine.url.render_as_string()
        known, until = self.rich.get(database, (False, 0.0))
        if monotonic() >= until:
            more = connection.execute(self._kept("paid", self.paid, None, None), {"most": RICH}).one_or_none()
            known = more is None
            self.rich[database] = (known, monotonic() + RICH_SECONDS)
        return known

    def paid(self, _begins: bool = False, _ends: bool = False) -> Select[Any]:
        """One of those who are paid so much, behind the first `most` of them."""
        paid = select(postings.c.id).where(
            *self.wanted.of_currency(), postings.c.salary_annual >= self.asked.salary_min
        )
        hinted = paid.with_hint(postings, "FORCE INDEX (ix_postings_salary_currency_salary_annual)", "mysql")
        return hinted.limit(1).offset(MOST)

    def sorted_rich(self, begins: bool, _ends: bool = False) -> Select[Any]:
        """The ids of the few that are paid so much."""
        conditions = (*self.held, *self.tested, *self._after(begins))
        statement = self._with_words(self._columns()).where(*conditions)
        rich = statement.with_hint(postings, "FORCE INDEX (ix_postings_salary_currency_salary_annual)", "mysql")
        return self._ordered(rich).limit(SIZE)

    def _ids(self) -> Select[Any]:
        return select(self.key.label("key"), postings.c.id)

    def _columns(self) -> Select[Any]:
        return self._ids().add_columns(*(postings.c[name] for name in self.extra))

    def _on_index(self, statement: Select[Any]) -> Select[Any]:
        return statement.with_hint(postings, f"FORCE INDEX ({self.index})", "mysql")

    def _with_words(self, statement: Select[Any]) -> Select[Any]:
        """Postings first, then their words."""
        if not self.wanted.texts:
            return statement
        joined = statement.join(posting_search, posting_search.c.id == postings.c.id)
        return joined.prefix_with("STRAIGHT_JOIN", dialect="mysql")

    def _ordered(self, statement: Select[Any], *by: ColumnElement[Any]) -> Select[Any]:
        """In the order of key and id, or of what stands for these."""
        order = by or (self.key, postings.c.id)
        return statement.order_by(*(order if self.sort is Sort.OLDEST else (each.desc() for each in order)))

    def _after(self, begins: bool) -> list[Condition]:
        """Behind a place; the first half is what an index understands."""
        if not begins:
            return []
        key, number, start, first = self.key, postings.c.id, bindparam("start", type_=self.key.type), FIRST
        if self.sort is Sort.OLDEST:
            return [key >= start, or_(key > start, number > first)]
        return [key <= start, or_(key < start, number < first)]

    def _until(self, ends: bool) -> list[Condition]:
        """Up to a place, this included."""
        if not ends:
            return []
        key, number, end, last = self.key, postings.c.id, bindparam("end", type_=self.key.type), LAST
        if self.sort is Sort.OLDEST:
            return [key <= end, or_(key < end, number <= last)]
        return [key >= end, or_(key > end, number >= last)]
