"""Runs as they go on, the latest ones, and how the last days went for each source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from jobspider.records import Run
from jobspider.search.crawl_days import CrawlDay, crawl_days, stored_since
from jobspider.search.figures import last_successes
from jobspider.search.runs import latest_runs, open_runs

LATEST = 10
DAYS = 7
OPEN_FOR = timedelta(days=7)
"""A run that was left open for longer than this is no longer shown as going on."""
STALE = timedelta(hours=36)
"""A source without a successful run for longer than this is marked: the default is one a day."""


@dataclass(frozen=True)
class Going:
    """A run that goes on."""

    run: Run
    stored: int
    """Postings of it in the database by now, new and known ones."""


@dataclass(frozen=True)
class Crawls:
    """What changes from second to second."""

    going: tuple[Going, ...]
    latest: tuple[Run, ...]


@dataclass(frozen=True)
class Source:
    """A source's last days."""

    name: str
    success: datetime | None
    """When its last successful run ended."""
    is_stale: bool
    new: int
    days: tuple[CrawlDay | None, ...]
    """One a column; None: no run began."""


def crawls(connection: Connection) -> Crawls:
    """As the database knows them."""
    now = datetime.now(UTC)
    going = sorted(open_runs(connection, now - OPEN_FOR), key=lambda run: run.started_at, reverse=True)
    shown = [Going(run, stored_since(connection, run.spider, run.started_at)) for run in going[:LATEST]]
    return Crawls(tuple(shown), tuple(latest_runs(connection, LATEST)))


def last_days(today: date) -> list[date]:
    """The columns, today first."""
    return [today - timedelta(days=ago) for ago in range(DAYS)]


def sources(connection: Connection) -> tuple[Source, ...]:
    """Those that were ever crawled."""
    return tuple(_sources(connection, datetime.now(UTC)))


def _sources(connection: Connection, now: datetime) -> Iterator[Source]:
    days = last_days(now.date())
    found = crawl_days(connection, datetime.combine(days[-1], time(), UTC))
    successes = last_successes(connection)
    for name in sorted({*found, *successes}):
        mine, success = found.get(name, {}), successes.get(name)
        stale = success is None or now - success > STALE
        yield Source(name, success, stale, sum(day.new for day in mine.values()), tuple(map(mine.get, days)))
