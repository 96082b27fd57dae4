"""What a posting was on a day, and what is counted of it: expressions over `postings`."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, type_coerce

from jobspider.columns import long_text
from jobspider.etl.day import Day
from jobspider.etl.hours import waited
from jobspider.store.closing import Reason
from jobspider.tables import postings

Columns = dict[str, ColumnElement[Any]]

STATES = ("new", "seen", "open", "closed", "listed")
"""What a posting may have been on a day, several at once; docs/statistics.md defines each."""
TOLD = ("salary", "place", "date", "description")
"""What a posting may say; the shares of those that do are a source's quality."""
STATED, ESTIMATED = "stated", "estimated"
"""Who says what is paid: the posting, as data or in words, or its board, which estimates it."""


def any_state(day: Day) -> ColumnElement[bool]:
    """Whether a posting was anything on that day."""
    return or_(*_states(day).values())


def copied(day: Day) -> Columns:
    """What figures need of a posting, by the name of its column in the day's table."""
    row = postings.c
    return {
        "id": row.id,
        "source": row.source,
        "first_seen_at": row.first_seen_at,
        **{f"is_{name}": case((condition, 1), else_=0) for name, condition in _states(day).items()},
        **{f"has_{name}": case((condition, 1), else_=0) for name, condition in _told().items()},
        "title": func.coalesce(row.title_normalized, row.title),
        "place": row.locality + ", " + row.country,
        **_pay(),
        "days_open": case((_known_end(), waited(row.listed_at, row.closed_at) / 24), else_=None),
        "hours_unseen": waited(row.date_posted, row.first_seen_at),
        "skills": type_coerce(row.skills, long_text()),
        "skills_required": type_coerce(row.skills_required, long_text()),
    }


def _states(day: Day) -> Columns:
    row, known = postings.c, postings.c.first_seen_at < day.as_of
    return {
        "new": and_(row.first_seen_at >= day.start, known),
        "seen": and_(row.last_seen_at >= day.start, known),
        "open": and_(known, or_(row.closed_at.is_(None), row.closed_at >= day.as_of)),
        "closed": and_(row.closed_at >= day.start, row.closed_at < day.as_of),
        "listed": and_(row.listed_at >= day.start, row.listed_at < day.end),
    }


def _told() -> Columns:
    row = postings.c
    return {
        "salary": or_(row.salary_min.is_not(None), row.salary_max.is_not(None)),
        "place": row.locality.is_not(None),
        "date": row.date_posted.is_not(None),
        "description": and_(row.description_text.is_not(None), row.description_is_snippet.is_(False)),
    }


def _known_end() -> ColumnElement[bool]:
    """What nobody saw for weeks ended some time in these weeks."""
    return func.coalesce(postings.c.closed_reason, "") != Reason.NOT_SEEN


def _pay() -> Columns:
    """The middle of the bounds for a year, or the one bound there is."""
    row = postings.c
    low, high = row.salary_annual_min, row.salary_annual_max
    return {
        "basis": case((row.salary_source == ESTIMATED, ESTIMATED), else_=STATED),
        "currency": row.salary_currency,
        "pay": (func.coalesce(low, high) + func.coalesce(high, low)) / 2,
    }
