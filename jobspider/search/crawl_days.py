"""How crawls went day by day, source by source."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from jobspider.search.runs import RUNNING
from jobspider.tables import postings, runs

MOST = 20_000
"""Runs that are counted, the latest of the period."""


@dataclass
class CrawlDay:
    """One source's runs that began on one day, UTC."""

    outcomes: Counter[str] = field(default_factory=Counter)
    new: int = 0
    """Postings that had not been seen before."""


def crawl_days(connection: Connection, since: datetime) -> Mapping[str, Mapping[date, CrawlDay]]:
    """Runs that began at `since` or later, by spider and day."""
    wanted = select(runs.c.spider, runs.c.started_at, runs.c.outcome, runs.c.counts).where(runs.c.started_at >= since)
    found: dict[str, dict[date, CrawlDay]] = {}
    for row in connection.execute(wanted.order_by(runs.c.started_at.desc()).limit(MOST)):
        day = found.setdefault(row.spider, {}).setdefault(row.started_at.date(), CrawlDay())
        day.outcomes[row.outcome or RUNNING] += 1
        day.new += int((row.counts or {}).get("new", 0))
    return dict(sorted(found.items()))


def stored_since(connection: Connection, source: str, since: datetime) -> int:
    """Open postings of a source that were seen at `since` or later: what a run that goes on has found so far."""
    wanted = (postings.c.source == source, postings.c.closed_at.is_(None), postings.c.last_seen_at >= since)
    return connection.scalar(select(func.count()).select_from(postings).where(*wanted)) or 0
