"""Figures over the postings that a filter selects, counted now.

Each looks at the newest matches, a bounded number of them, and says whether these were all; figures that are stored day
by day can take a function's place without changing what it answers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from statistics import quantiles
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Row, func, select

from jobspider.clean.words import tokens
from jobspider.search.conditions import Wanted
from jobspider.search.facets import newest
from jobspider.search.filters import PostingFilter
from jobspider.search.walk import Walk

T = TypeVar("T")

FEWEST = 5
"""Of fewer salaries no figure is given: one could tell whose they are."""
MOST_OF_INDEX = 200_000
"""Postings that are counted a day where an index has all that is needed."""
NAMED = 50
"""Rows of a ranking."""
DULL = frozenset(tokens("a an and as at by de der die du en et for from in is of on or the to und with f m d w x"))
"""Words that say nothing about a job."""


class Counted(BaseModel, Generic[T]):
    """Figures, and what they were counted over."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    counted: int
    """Postings that were looked at: the newest that match, 5,000 at most; for days of any posting 200,000."""
    complete: bool
    """Whether these are all that match."""
    items: list[T]
    """The figures."""


class Day(BaseModel):
    """Postings listed on a day (UTC)."""

    day: date
    postings: int


class Named(BaseModel):
    """How many postings hold a word or a skill."""

    name: str
    postings: int


class Salaries(BaseModel):
    """Pay a year of a currency's postings, in its units: the middle of each posting's bounds."""

    currency: str
    n: int
    p10: float
    p25: float
    median: float
    p75: float
    p90: float


class Source(BaseModel):
    """What a board gives."""

    source: str
    postings: int
    open: int
    with_salary: int
    whole_descriptions: int
    last_seen_at: datetime


def daily(connection: Connection, asked: PostingFilter) -> Counted[Day]:
    """Postings a day, the latest day first. Without conditions but time and state, far more are counted."""
    walk = Walk(Wanted(asked))
    if not walk.tested:
        return _daily_of_index(connection, walk)
    rows, complete = newest(connection, asked, ("listed_at",))
    return _days(Counter(row.listed_at.date() for row in rows), complete)


def _daily_of_index(connection: Connection, walk: Walk) -> Counted[Day]:
    """From the index alone, whose rows cost a hundredth of a posting's."""
    listed = walk.walked(None, None, MOST_OF_INDEX).subquery()
    on_day = func.date(listed.c.key)
    counts = {row[0]: row[1] for row in connection.execute(select(on_day, func.count()).group_by(on_day))}
    days = {date.fromisoformat(str(day)): number for day, number in counts.items()}
    return _days(Counter(days), sum(days.values()) < MOST_OF_INDEX)


def _days(days: Counter[date], complete: bool) -> Counted[Day]:
    found = [Day(day=day, postings=number) for day, number in sorted(days.items(), reverse=True)]
    return Counted[Day](counted=days.total(), complete=complete, items=found)


def skills(connection: Connection, asked: PostingFilter) -> Counted[Named]:
    """The skills that most postings name."""
    rows, complete = newest(connection, asked, ("skills",))
    return Counted[Named](counted=len(rows), complete=complete, items=_ranked(row.skills for row in rows))


def words(connection: Connection, asked: PostingFilter) -> Counted[Named]:
    """The words that most titles hold."""
    rows, complete = newest(connection, asked, ("title_normalized", "title"))
    told = (_telling(row.title_normalized or row.title) for row in rows)
    return Counted[Named](counted=len(rows), complete=complete, items=_ranked(told))


def _telling(title: str) -> list[str]:
    """The different words of a title that say something."""
    split = {word.strip(".,;:()[]!?-/\"'") for word in title.lower().split()}
    return [word for word in split if tokens(word) and DULL.isdisjoint(tokens(word))]


def salaries(connection: Connection, asked: PostingFilter) -> Counted[Salaries]:
    """Percentiles of the pay a year, for each currency of which there are FEWEST figures or more."""
    columns = ("salary_currency", "salary_annual_min", "salary_annual_max")
    rows, complete = newest(connection, asked, columns)
    paid: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        bounds = [bound for bound in (row.salary_annual_min, row.salary_annual_max) if bound is not None]
        if row.salary_currency and bounds:
            paid[row.salary_currency].append(sum(bounds) / len(bounds))
    ranked = sorted(paid.items(), key=lambda found: (-len(found[1]), found[0]))
    found = [_percentiles(currency, figures) for currency, figures in ranked if len(figures) >= FEWEST]
    return Counted[Salaries](counted=len(rows), complete=complete, items=found)


def sources(connection: Connection, asked: PostingFilter) -> Counted[Source]:
    """Each board's postings, and how much they tell."""
    columns = ("source", "is_open", "salary_annual", "description_is_snippet", "last_seen_at")
    rows, complete = newest(connection, asked, columns)
    by_source: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    found = [_source(name, of_it) for name, of_it in sorted(by_source.items())]
    return Counted[Source](counted=len(rows), complete=complete, items=found)


def _source(name: str, rows: Sequence[Row[Any]]) -> Source:
    return Source(
        source=name,
        postings=len(rows),
        open=sum(bool(row.is_open) for row in rows),
        with_salary=sum(row.salary_annual is not None for row in rows),
        whole_descriptions=sum(not row.description_is_snippet for row in rows),
        last_seen_at=max(row.last_seen_at for row in rows),
    )


def _ranked(values: Iterable[Iterable[str]]) -> list[Named]:
    counts = Counter(value for several in values for value in several)
    ranked = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return [Named(name=name, postings=number) for name, number in ranked[:NAMED]]


def _percentiles(currency: str, figures: Sequence[float]) -> Salaries:
    cuts = [round(cut, 2) for cut in quantiles(figures, n=20, method="inclusive")]
    p10, p25, median, p75, p90 = (cuts[place - 1] for place in (2, 5, 10, 15, 18))
    return Salaries(currency=currency, n=len(figures), p10=p10, p25=p25, median=median, p75=p75, p90=p90)
