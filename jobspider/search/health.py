"""How each source's latest crawl compares with those before it: what schema drift looks like in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, case, func, select

from jobspider.records import Run
from jobspider.search.runs import latest_runs
from jobspider.tables import postings

FACTS = {
    "pay": postings.c.salary_raw.is_not(None) | postings.c.salary_min.is_not(None) | postings.c.salary_max.is_not(None),
    "place": postings.c.locality.is_not(None) | postings.c.region.is_not(None) | postings.c.work_mode.is_not(None),
    "date": postings.c.date_posted.is_not(None),
}
"""What a posting usually states, and what says that it does."""
FEWEST = 10
"""Postings below which a share says nothing."""
LOST = 0.5
"""A fact that so much less than its usual share of new postings state has probably moved on the page."""


@dataclass(frozen=True)
class Shares:
    """Of so many postings, the share that states each fact, 0 to 1."""

    postings: int = 0
    stated: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Crawled:
    """What the database says of a source."""

    run: Run | None
    """Its latest run."""
    open_postings: int
    latest: Shares
    """Of the postings first seen since that run began."""
    before: Shares
    """Of those first seen before."""

    @property
    def vanished(self) -> list[str]:
        """Facts that the new postings state far less often than the source's own average."""
        if min(self.latest.postings, self.before.postings) < FEWEST:
            return []
        return [fact for fact, usual in self.before.stated.items() if self.latest.stated[fact] < usual * LOST]


def crawled(connection: Connection, source: str) -> Crawled:
    """What is known of a source; nothing but zeros where it was never crawled."""
    run = next(iter(latest_runs(connection, 1, source)), None)
    mine = postings.c.source == source
    count = connection.scalar(select(func.count()).where(mine, postings.c.closed_at.is_(None))) or 0
    if run is None:
        return Crawled(None, count, Shares(), Shares())
    new = postings.c.first_seen_at >= run.started_at
    return Crawled(run, count, shares(connection, mine & new), shares(connection, mine & ~new))


def shares(connection: Connection, wanted: ColumnElement[bool]) -> Shares:
    """How many of the postings that are wanted state each fact."""
    # A number for each, since the sum of truths would come back as a truth.
    counted = [func.sum(case((fact, 1), else_=0)).label(name) for name, fact in FACTS.items()]
    total, *stated = connection.execute(select(func.count(), *counted).where(wanted)).one()
    return Shares(
        total, {name: float(number or 0) / total for name, number in zip(FACTS, stated, strict=True)} if total else {}
    )
