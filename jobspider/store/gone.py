"""Postings whose own page has answered 404 or 410."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine, select

from jobspider.store.closing import BATCH, Reason, close
from jobspider.store.known import url_hash
from jobspider.store.transaction import in_transaction
from jobspider.tables import job_pages, postings


def close_gone(engine: Engine, source: str, keys: Iterable[str], urls: Iterable[str], now: datetime) -> int:
    """Closes the source's open postings with these keys, or with the keys that were once read at these links."""
    closed = 0
    by_link = select(job_pages.c.source_id).where(job_pages.c.spider == source)
    hashes = {url_hash(url) for url in urls}
    for some in _batches(keys):
        closed += in_transaction(engine, partial(_close, source=source, keys=some, now=now))
    for some in _batches(hashes):
        with engine.connect() as connection:
            found = connection.scalars(by_link.where(job_pages.c.url_hash.in_(some))).all()
        closed += in_transaction(engine, partial(_close, source=source, keys=found, now=now))
    return closed


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(values))
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _close(connection: Connection, source: str, keys: Sequence[str], now: datetime) -> int:
    wanted = select(postings.c.id).where(postings.c.source == source, postings.c.source_id.in_(keys))
    ids = connection.execute(wanted).scalars().all()
    return close(connection, ids, Reason.GONE, now)
