"""What /stats answers from the figures that `jobspider rollup` has stored; None where they don't hold the answer.

They hold open postings at the end of each day, so they answer questions without conditions, but for those named in each
function; whatever else is asked is counted live (jobspider/search/stats.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, null, select

from jobspider.search.filters import DailyName, DailyQuery, PostingFilter, SalaryQuery
from jobspider.search.stats import NAMED, Counted, Day, Named, Salaries, Source
from jobspider.tables import daily_rollups, daily_stats, postings

MOST_DAYS = 400
"""Days that one answer holds, the latest ones."""
STATED = "stated"
"""`daily_stats.basis` of what postings say themselves, not boards that estimate it."""


class Stored(NamedTuple):
    """The last day that is stored, and the moment that its figures are about."""

    day: date
    as_of: datetime


def daily(connection: Connection, asked: DailyQuery) -> Counted[Day] | None:
    """Each day's postings, of all or of some sources, together or apart."""
    stored = _last(connection, asked, "source")
    if stored is None:
        return None
    days: defaultdict[tuple[date, str | None], dict[str, int]] = defaultdict(dict)
    for row in _states(connection, asked):
        days[row.day, row.source][row.name] = int(row.n)
    found = [_day(day, source, states) for (day, source), states in days.items()]
    complete = bool(found) and not _listed_before(connection, found[-1].day)
    return _counted(stored, sum(day.postings for day in found), found, complete=complete)


def salaries(connection: Connection, asked: SalaryQuery) -> Counted[Salaries] | None:
    """Pay of open postings, of one or all currencies."""
    stored = None if asked.open is False else _last(connection, asked, "open", "salary_currency")
    if stored is None:
        return None
    rows = _figures(connection, stored.day, f"salary_by_{asked.by}" if asked.by else "salary")
    told = [row for row in rows if row.basis == STATED and _in_currency(row, asked)]
    parts = ("currency", "n", "p10", "p25", "median", "p75", "p90")
    found = [Salaries(name=row.name or None, **{part: getattr(row, part) for part in parts}) for row in told]
    return _counted(stored, _open(connection, stored), found)


def skills(connection: Connection, asked: PostingFilter) -> Counted[Named] | None:
    """Skills of open postings."""
    return _named(connection, asked, "skills")


def skill_counts(connection: Connection) -> tuple[datetime | None, dict[str, int]]:
    """Of the most frequent skills, how many open postings name each, and when that was; nothing is stored: none."""
    stored = _last(connection, PostingFilter())
    if stored is None:
        return None, {}
    return stored.as_of, {row.name: row.n for row in _figures(connection, stored.day, "skills")}


def words(connection: Connection, asked: PostingFilter) -> Counted[Named] | None:
    """Words of the titles of open postings."""
    return _named(connection, asked, "title_words")


def sources(connection: Connection, asked: PostingFilter) -> Counted[Source] | None:
    """What open postings of all or some sources tell."""
    stored = None if asked.open is False else _last(connection, asked, "open", "source")
    if stored is None:
        return None
    told: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _figures(connection, stored.day, "postings", "quality"):
        if row.source and (not asked.source or row.source in asked.source):
            told[row.source][row.name] = row.n
    found = [_source(name, figures) for name, figures in sorted(told.items())]
    return _counted(stored, sum(source.open for source in found), found)


def _last(connection: Connection, asked: PostingFilter, *conditions: str) -> Stored | None:
    """The last day that is stored; None, too, where there are other conditions than these."""
    others = {name: field for name, field in PostingFilter.model_fields.items() if name not in conditions}
    if any(getattr(asked, name) != field.default for name, field in others.items()):
        return None
    latest = select(daily_rollups.c.day, daily_rollups.c.as_of).order_by(daily_rollups.c.day.desc()).limit(1)
    row = connection.execute(latest).one_or_none()
    return None if row is None else Stored(row.day, row.as_of)


def _counted(stored: Stored, number: int, found: list[Any], *, complete: bool = True) -> Counted[Any]:
    return Counted(counted=number, complete=complete, origin="stored", as_of=stored.as_of, items=found)


def _states(connection: Connection, asked: DailyQuery) -> Sequence[Any]:
    """Day, source, state and n, of the MOST_DAYS latest days, the latest first."""
    row, n, apart = daily_stats.c, func.sum(daily_stats.c.n).label("n"), asked.by is DailyName.SOURCE
    meant = row.source != "" if apart and not asked.source else row.source.in_(asked.source or [""])
    source = row.source if apart else null()
    wanted = select(row.day, source.label("source"), row.name, n).where(row.figure == "postings", meant)
    first = select(daily_rollups.c.day).order_by(daily_rollups.c.day.desc()).offset(MOST_DAYS - 1).limit(1)
    oldest = connection.scalar(first)
    bounded = wanted if oldest is None else wanted.where(row.day >= oldest)
    of = (row.day, row.name, row.source) if apart else (row.day, row.name)
    return connection.execute(bounded.group_by(*of).order_by(row.day.desc(), *of[2:])).all()


def _day(day: date, source: str | None, states: dict[str, int]) -> Day:
    told = {name: states.get(name, 0) for name in ("new", "seen", "closed", "open")}
    return Day(day=day, source=source, postings=states.get("listed", 0), **told)


def _listed_before(connection: Connection, day: date) -> bool:
    earlier = select(postings.c.id).where(postings.c.listed_at < datetime.combine(day, time(), UTC)).limit(1)
    return connection.execute(earlier).first() is not None


def _named(connection: Connection, asked: PostingFilter, figure: str) -> Counted[Named] | None:
    stored = None if asked.open is False else _last(connection, asked, "open")
    if stored is None:
        return None
    rows = _figures(connection, stored.day, figure)[:NAMED]
    return _counted(stored, _open(connection, stored), [Named(name=row.name, postings=row.n) for row in rows])


def _figures(connection: Connection, day: date, *figures: str) -> Sequence[Row[Any]]:
    """All rows of these figures of a day, the greatest n first."""
    row = daily_stats.c
    wanted = select(daily_stats).where(row.day == day, row.figure.in_(figures))
    return connection.execute(wanted.order_by(row.n.desc(), row.currency, row.source, row.name)).all()


def _open(connection: Connection, stored: Stored) -> int:
    rows = _figures(connection, stored.day, "postings")
    return sum(row.n for row in rows if (row.source, row.name) == ("", "open"))


def _in_currency(row: Row[Any], asked: PostingFilter) -> bool:
    return asked.salary_currency is None or row.currency == asked.salary_currency.upper()


def _source(name: str, told: dict[str, int]) -> Source:
    number = told.get("open", 0)
    return Source(
        source=name,
        postings=number,
        open=number,
        with_salary=told.get("with_salary", 0),
        with_place=told.get("with_place", 0),
        with_date=told.get("with_date", 0),
        whole_descriptions=told.get("with_description", 0),
        rejected=told.get("rejected", 0),
        hours_since_crawl=told.get("hours_since_crawl"),
    )
