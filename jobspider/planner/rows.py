"""The planner's rows: what was popped, what came of it, and what there is to queue."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, select, update

from jobspider.planner.entities import TABLES, Entity, Entry, Finished, Kind, Lease, Outcome, Priority
from jobspider.planner.intervals import JOB_PAGE, SEARCH, Bounds, adapted, after_failure, next_crawl
from jobspider.planner.queue import due_rows
from jobspider.tables import job_pages, postings, searches

SKEW = timedelta(seconds=60)
"""How far Redis's clock, by which things are popped, may be ahead of this one's."""
STREAMED = 10_000
"""Rows read at once when the queue is built anew."""


def spiders_planned(connection: Connection) -> list[tuple[Kind, str]]:
    """The kinds and spiders that there are rows of; an index holds their names."""
    return [
        (kind, spider)
        for kind, table in TABLES.items()
        for spider in connection.execute(select(table.c.spider).distinct().order_by(table.c.spider)).scalars()
    ]


def entities(connection: Connection, leases: Iterable[Lease], now: datetime) -> tuple[list[Entity], list[Entry]]:
    """What is to be crawled of what was popped, in its order; and what is not, with what its row says of it."""
    wanted, wrong = list[Entity](), list[Entry]()
    for kind in Kind:
        popped = [lease for lease in leases if lease.kind is kind]
        found = {row.id: row for row in _rows(connection, kind, [lease.id for lease in popped])}
        for lease in popped:
            row = found.get(lease.id)
            if row is not None and row.next_crawl_at is not None and row.next_crawl_at <= now + SKEW:
                wanted.append(_entity(lease, row))
            else:
                wrong.append(_entry(kind, row, lease.token) if row else Entry(kind, lease.id, "", 0, None, lease.token))
    return wanted, wrong


def finish(connection: Connection, finished: Sequence[Finished], now: datetime) -> list[Entry]:
    """Writes what came of them, and says when each is due again."""
    entries = list[Entry]()
    for kind, table in TABLES.items():
        mine = {each.lease.id: each for each in finished if each.lease.kind is kind}
        for row in connection.execute(select(table).where(table.c.id.in_(sorted(mine))).with_for_update()).all():
            values = after(mine[row.id], row, now)
            connection.execute(update(table).where(table.c.id == row.id).values(values))
            due, token = values["next_crawl_at"], mine[row.id].lease.token
            entries.append(Entry(kind, row.id, row.spider, row.priority, due, token))
    return entries


def after(finished: Finished, row: Row[Any], now: datetime) -> dict[str, Any]:
    """The row's new values: pure."""
    bounds, ok = bounds_of(finished.lease.kind, row), finished.outcome is Outcome.OK
    failures = 0 if ok else row.failures + 1
    interval = row.interval_seconds
    if ok and row.content_hash is not None:
        interval = adapted(interval, row.content_hash != finished.content_hash, bounds)
    seconds = interval if ok else after_failure(failures, bounds)
    planned = None if row.next_crawl_at is None else next_crawl(_key(row), now, seconds, bounds)
    return {
        "content_hash": finished.content_hash if ok else row.content_hash,
        "interval_seconds": interval,
        "failures": failures,
        "next_crawl_at": planned,
        "last_crawled_at": now,
        "last_outcome": str(finished.outcome),
        "claimed_until": None,
    }


def bounds_of(kind: Kind, row: Row[Any]) -> Bounds:
    """A search has its own; job pages share theirs."""
    return JOB_PAGE if kind is Kind.DETAIL else Bounds(row.least_seconds, SEARCH.first, row.most_seconds)


def planned_rows(engine: Engine) -> Iterator[Entry]:
    """All that is planned, read in the order of row numbers, so many at a time."""
    for kind, table in TABLES.items():
        last = 0
        while rows := _following(engine, table, last):
            yield from (_entry(kind, row) for row in rows if row.next_crawl_at is not None and row.priority >= 0)
            last = rows[-1].id


def overdue(connection: Connection, kind: Kind, spider: str, since: datetime, limit: int) -> list[Entry]:
    """What has been due since then or longer, whatever the queue says; the most overdue first."""
    table = TABLES[kind]
    columns = [table.c[name] for name in ("id", "spider", "priority", "next_crawl_at")]
    found = (connection.execute(due_rows(table, spider, each, since, columns).limit(limit)) for each in Priority)
    return [_entry(kind, row) for rows in found for row in rows]


def _following(engine: Engine, table: Table, last: int) -> Sequence[Row[Any]]:
    columns = [table.c[name] for name in ("id", "spider", "priority", "next_crawl_at")]
    wanted = select(*columns).where(table.c.id > last).order_by(table.c.id).limit(STREAMED)
    with engine.connect() as connection:
        return connection.execute(wanted).all()


def _rows(connection: Connection, kind: Kind, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The rows; a job page whose posting is closed is not planned any more."""
    if kind is Kind.LIST:
        return connection.execute(select(searches).where(searches.c.id.in_(ids))).all()
    same = (postings.c.source == job_pages.c.spider) & (postings.c.source_id == job_pages.c.source_id)
    closed = select(job_pages.c.id).join(postings, same).where(postings.c.closed_at.is_not(None))
    retired = connection.execute(closed.where(job_pages.c.id.in_(ids))).scalars().all()
    if retired:
        connection.execute(update(job_pages).where(job_pages.c.id.in_(retired)).values(next_crawl_at=None))
    return connection.execute(select(job_pages).where(job_pages.c.id.in_(ids))).all()


def _entity(lease: Lease, row: Row[Any]) -> Entity:
    if lease.kind is Kind.LIST:
        return Entity(lease, row.key, row.spider, arguments=row.arguments)
    return Entity(lease, row.url_hash, row.spider, url=row.url)


def _entry(kind: Kind, row: Row[Any], token: str = "") -> Entry:
    return Entry(kind, row.id, row.spider, row.priority, row.next_crawl_at, token)


def _key(row: Row[Any]) -> str:
    return str(row._mapping.get("key") or row._mapping["url_hash"])
