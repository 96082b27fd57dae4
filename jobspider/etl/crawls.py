"""What the runs say of each source: postings that were rejected on the day, and how long ago it was crawled."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from jobspider.etl.day import Day
from jobspider.etl.figure import Figure
from jobspider.outcome import Outcome
from jobspider.tables import runs

ANSWERED = (Outcome.OK, Outcome.OK_EMPTY, Outcome.PARTIAL)
"""Outcomes of runs that a site has answered."""


def crawls(connection: Connection, day: Day) -> Iterator[Figure]:
    """`quality`: `rejected` in runs that ended on the day, and `hours_since_crawl` at its end, in whole hours."""
    for row in connection.execute(_rejected(day)):
        yield Figure("quality", int(row[1]), row[0], "rejected")
    answered = and_(runs.c.outcome.in_([str(outcome) for outcome in ANSWERED]), runs.c.finished_at < day.as_of)
    latest = select(runs.c.spider, func.max(runs.c.finished_at)).where(answered).group_by(runs.c.spider)
    for row in connection.execute(latest):
        yield Figure("quality", (day.as_of - row[1]) // timedelta(hours=1), row[0], "hours_since_crawl")


def _rejected(day: Day) -> Select[Any]:
    counted = func.coalesce(func.sum(runs.c.counts["dropped"].as_integer()), 0)
    ended = and_(runs.c.finished_at >= day.start, runs.c.finished_at < day.end)
    return select(runs.c.spider, counted).where(ended).group_by(runs.c.spider)
