"""What was decided about pairs of postings: kept with basis and score, and undone for good."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, update

from jobspider.matching.ladder import Verdict
from jobspider.store.groups import Pair
from jobspider.store.insert import insert_unless_there
from jobspider.tables import job_links

NONE = "none"
"""The basis of a pair that was in one job by way of others."""


def write_links(connection: Connection, verdicts: Mapping[Pair, Verdict], now: datetime) -> None:
    """Keeps the verdicts; a pair that was undone stays so, one that holds gets the newer basis and score."""
    for (low, high), verdict in sorted(verdicts.items()):
        decided = {"basis": str(verdict.basis), "score": verdict.score}
        row = {"low_id": low, "high_id": high, **decided, "decided_at": now}
        insert_unless_there(connection, job_links, row)
        same = (job_links.c.low_id == low) & (job_links.c.high_id == high) & job_links.c.undone_at.is_(None)
        different = (job_links.c.basis != decided["basis"]) | (job_links.c.score != decided["score"])
        connection.execute(update(job_links).where(same, different).values(**decided, decided_at=now))


def undo_links(connection: Connection, pairs: list[Pair], now: datetime) -> None:
    """From now on these pairs are never one job."""
    for low, high in sorted(pairs):
        row = {"low_id": low, "high_id": high, "basis": NONE, "score": 0.0, "decided_at": now}
        insert_unless_there(connection, job_links, row)
        same = (job_links.c.low_id == low) & (job_links.c.high_id == high)
        connection.execute(update(job_links).where(same).values(undone_at=now))


def drop_links(connection: Connection, pairs: Iterable[Pair]) -> None:
    """Takes back what no longer holds; what was undone stays so."""
    for low, high in sorted(pairs):
        same = (job_links.c.low_id == low) & (job_links.c.high_id == high) & job_links.c.undone_at.is_(None)
        connection.execute(delete(job_links).where(same))
