"""Figures over the postings that a filter selects, counted now.

Each looks at the newest matches, a bounded number of them, and says whether these were all. Whoever asks for several
figures of one filter reads them once, with all COLUMNS, and hands them in as `known`. What was stored day by day
(jobspider/search/daily.py) is answered in the same models.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from statistics import quantiles
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Row, func, select

from jobspider.clean.cloud import cloud_words
from jobspider.search.bounds import values
from jobspider.search.filters import DailyName, DailyQuery, PostingFilter, SalaryName, SalaryQuery
from jobspider.search.newest import Newest, newest
from jobspider.search.walk import Walk, way_of

T = TypeVar("T")

FEWEST = 5
"""Of fewer salaries no figure is given: one could tell whose they are."""
MOST_OF_INDEX = 200_000
"""Postings that are counted a day where an index has all that is needed."""
NAMED = 50
"""Rows of a ranking."""
MOST_NAMES = 200
"""Titles, places or skills whose pay is told, the most frequent ones."""
PAY_COLUMNS = (
    *("salary_currency", "salary_annual_min", "salary_annual_max", "salary_source"),
    *("title_normalized", "title", "locality", "country", "skills"),
)
SOURCE_COLUMNS = (
    *("source", "is_open", "salary_min", "salary_max", "locality", "date_posted", "last_seen_at"),
    "description_is_snippet",
)
COLUMNS = tuple(dict.fromkeys((*SOURCE_COLUMNS, *PAY_COLUMNS)))
"""All that is read for figures of postings' text, pay and boards."""
PLACES = {"p10": 2, "p25": 5, "median": 10, "p75": 15, "p90": 18}
"""Percentiles among the cuts of twenty equal parts."""
ESTIMATED = "estimated"
"""`salary_source` of pay that only the board guesses, so that it is left out."""


class Counted(BaseModel, Generic[T]):
    """Figures, and what they were counted over."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    counted: int
    """Postings that were looked at: live the newest that match, 5,000 at most, for days of any posting 200,000; stored
    all that were open, for days those of all days."""
    complete: bool
    """Whether these are all that match."""
    origin: Literal["stored", "live"] = "live"
    """`stored`: from the last day's figures, over open postings; `live`: counted for this answer."""
    as_of: datetime = Field(default_factory=lambda: datetime.now(UTC))
    """The moment that the figures are about: the end of the last stored day, or now."""
    items: list[T]
    """The figures."""


class Day(BaseModel):
    """Postings of a day (UTC)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    day: date
    source: str | None = None
    """Board, where asked for; null: of all."""
    postings: int
    """Those listed on it: by their date, or first seen then where they have none."""
    new: int | None = None
    """First seen on it; like the following null where it was counted live."""
    seen: int | None = None
    """Seen on it or later, and known by then."""
    closed: int | None = None
    """Found to be closed on it."""
    open: int | None = None
    """Open at its end."""


class Named(BaseModel):
    """How many postings hold a word or a skill."""

    name: str
    postings: int


class Salaries(BaseModel):
    """Pay a year of a currency's postings, in its units: the middle of each one's bounds; no estimates of boards."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    currency: str
    name: str | None = None
    """Title, place or skill, where asked for; null: of all."""
    n: int
    p10: float
    p25: float
    median: float
    p75: float
    p90: float


class Source(BaseModel):
    """What a board gives. What is null is told by the other origin only."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    source: str
    postings: int
    """Those that were counted."""
    open: int
    with_salary: int
    with_place: int
    """With a town."""
    with_date: int
    whole_descriptions: int
    last_seen_at: datetime | None = None
    rejected: int | None = None
    """Postings that the day's runs could not keep."""
    hours_since_crawl: int | None = None
    """Hours from the last run that the site answered to `as_of`."""


def daily(connection: Connection, asked: DailyQuery, known: Newest | None = None) -> Counted[Day]:
    """Postings a day, the latest day first. Without conditions but time and state, far more are counted.

    What is `known` serves days of each board.
    """
    if asked.by is DailyName.SOURCE:
        return _daily_of_sources(known or newest(connection, asked, ("source",)))
    walk = way_of(asked)
    if not walk.tested:
        return _daily_of_index(connection, walk)
    rows, complete = newest(connection, asked, ())
    return _days(Counter(row.key.date() for row in rows), complete)


def _daily_of_sources(known: Newest) -> Counted[Day]:
    rows, complete = known
    counts = Counter((row.key.date(), row.source) for row in rows)
    ranked = sorted(counts.items(), key=lambda found: (-found[0][0].toordinal(), found[0][1]))
    found = [Day(day=day, source=source, postings=number) for (day, source), number in ranked]
    return Counted[Day](counted=len(rows), complete=complete, items=found)


def _daily_of_index(connection: Connection, walk: Walk) -> Counted[Day]:
    """From the index alone, whose rows cost a hundredth of a posting's."""
    listed = walk.walked(begins=False, ends=False).subquery()
    on_day = func.date(listed.c.key)
    counted = select(on_day, func.count()).group_by(on_day)
    counts = {row[0]: row[1] for row in connection.execute(counted, values(None, None, MOST_OF_INDEX))}
    days = {date.fromisoformat(str(day)): number for day, number in counts.items()}
    return _days(Counter(days), sum(days.values()) < MOST_OF_INDEX)


def _days(days: Counter[date], complete: bool) -> Counted[Day]:
    found = [Day(day=day, postings=number) for day, number in sorted(days.items(), reverse=True)]
    return Counted[Day](counted=days.total(), complete=complete, items=found)


def skills(connection: Connection, asked: PostingFilter, known: Newest | None = None) -> Counted[Named]:
    """The skills that most postings name."""
    rows, complete = known or newest(connection, asked, ("skills",))
    return Counted[Named](counted=len(rows), complete=complete, items=_ranked(row.skills for row in rows))


def words(connection: Connection, asked: PostingFilter, known: Newest | None = None) -> Counted[Named]:
    """The words that most titles hold."""
    rows, complete = known or newest(connection, asked, ("title_normalized", "title"))
    told = (cloud_words(row.title_normalized or row.title) for row in rows)
    return Counted[Named](counted=len(rows), complete=complete, items=_ranked(told))


def salaries(connection: Connection, asked: SalaryQuery, known: Newest | None = None) -> Counted[Salaries]:
    """Percentiles of the pay a year, for each currency (and name) of which there are FEWEST figures or more."""
    paid: defaultdict[tuple[str, str | None], list[float]] = defaultdict(list)
    rows, complete = known or newest(connection, asked, PAY_COLUMNS)
    for row in rows:
        bounds = [bound for bound in (row.salary_annual_min, row.salary_annual_max) if bound is not None]
        if row.salary_currency and bounds and row.salary_source != ESTIMATED:
            for name in _names(row, asked.by):
                paid[row.salary_currency, name].append(sum(bounds) / len(bounds))
    ranked = sorted(paid.items(), key=lambda found: (-len(found[1]), str(found[0])))
    enough = [(of, figures) for of, figures in ranked if len(figures) >= FEWEST][:MOST_NAMES]
    found = [Salaries(currency=of[0], name=of[1], n=len(figures), **percentiles(figures)) for of, figures in enough]
    return Counted[Salaries](counted=len(rows), complete=complete, items=found)


def _names(row: Row[Any], by: SalaryName | None) -> Sequence[str | None]:
    """What pay of the row counts for."""
    if by is None:
        return (None,)
    if by is SalaryName.SKILL:
        names: Sequence[str | None] = row.skills
        return names
    if by is SalaryName.TITLE:
        return (row.title_normalized or row.title,)
    return (f"{row.locality}, {row.country}",) if row.locality and row.country else ()


def sources(connection: Connection, asked: PostingFilter, known: Newest | None = None) -> Counted[Source]:
    """Each board's postings, and how much they tell."""
    rows, complete = known or newest(connection, asked, SOURCE_COLUMNS)
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
        with_salary=sum(row.salary_min is not None or row.salary_max is not None for row in rows),
        with_place=sum(row.locality is not None for row in rows),
        with_date=sum(row.date_posted is not None for row in rows),
        whole_descriptions=sum(not row.description_is_snippet for row in rows),
        last_seen_at=max(row.last_seen_at for row in rows),
    )


def _ranked(values: Iterable[Iterable[str]]) -> list[Named]:
    counts = Counter(value for several in values for value in several)
    ranked = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return [Named(name=name, postings=number) for name, number in ranked[:NAMED]]


def percentiles(figures: Sequence[float]) -> dict[str, float]:
    """p10, p25, median, p75 and p90 of two figures or more, interpolated linearly, to two digits."""
    cuts = [round(cut, 2) for cut in quantiles(figures, n=20, method="inclusive")]
    return {name: cuts[place - 1] for name, place in PLACES.items()}
