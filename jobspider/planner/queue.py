"""The queue of what is due, and its simplest form: a query of the database that leases by a column."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, Table, func, or_, select, update

from jobspider.planner.entities import TABLES, Depth, Entry, Kind, Lease, Priority
from jobspider.store.transaction import in_transaction


class DueQueue(Protocol):
    """What is due, of each kind and spider, leased to one process at a time."""

    def pop(self, kind: Kind, spider: str, limit: int) -> list[Lease]:
        """Up to so many that are due: the highest priority first, in it the most overdue."""

    def put(self, entries: Iterable[Entry]) -> None:
        """Says when these are due, ending the leases whose tokens they name."""

    def depths(self, spiders: Iterable[tuple[Kind, str]]) -> list[Depth]:
        """How full the queues of these kinds and spiders are."""

    def is_built(self) -> bool:
        """Whether the queue holds what the database plans; one that was lost does not."""

    def build(self, entries: Iterable[Entry]) -> bool:
        """Fills a queue that was lost; False where somebody else is doing so."""

    def forget(self) -> None:
        """Empties it, so that it is built again."""


class DatabaseQueue:
    """Without Redis."""

    def __init__(self, engine: Engine, lease_seconds: float) -> None:
        self._engine = engine
        self._lease = timedelta(seconds=lease_seconds)

    def pop(self, kind: Kind, spider: str, limit: int) -> list[Lease]:
        """In one transaction, which passes over rows that another one is popping."""
        return in_transaction(self._engine, lambda connection: self._pop(connection, kind, spider, limit))

    def put(self, entries: Iterable[Entry]) -> None:
        """The rows say it already."""

    def depths(self, spiders: Iterable[tuple[Kind, str]]) -> list[Depth]:
        """As one partition, counted."""
        now = datetime.now(UTC)
        with self._engine.connect() as connection:
            return [_depth(connection, kind, spider, now) for kind, spider in spiders]

    def is_built(self) -> bool:
        """There is nothing to build."""
        return True

    def build(self, entries: Iterable[Entry]) -> bool:  # noqa: ARG002
        """There is nothing to build."""
        return False

    def forget(self) -> None:
        """The rows are the queue."""

    def _pop(self, connection: Connection, kind: Kind, spider: str, limit: int) -> list[Lease]:
        table, now, found = TABLES[kind], datetime.now(UTC), list[int]()
        for priority in sorted(Priority, reverse=True):
            wanted = due_rows(table, spider, priority, now, [table.c.id]).limit(limit - len(found))
            found += (
                connection.execute(wanted.with_for_update(skip_locked=True)).scalars() if limit > len(found) else []
            )
        if found:
            claim = update(table).where(table.c.id.in_(found)).values(claimed_until=now + self._lease)
            connection.execute(claim)
        return [Lease(kind, number) for number in found]


def due_rows(table: Table, spider: str, priority: Priority, now: datetime, wanted: list[Column[Any]]) -> Select[Any]:
    """Rows that are due and that nobody has claimed, the most overdue first; an index holds them in this order."""
    due: ColumnElement[bool] = (table.c.spider == spider) & (table.c.priority == int(priority))
    return (
        select(*wanted).where(due, table.c.next_crawl_at <= now, unclaimed(table, now)).order_by(table.c.next_crawl_at)
    )


def unclaimed(table: Table, now: datetime) -> ColumnElement[bool]:
    """Whether nobody has popped a row, or has had it for too long."""
    return or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)


def _depth(connection: Connection, kind: Kind, spider: str, now: datetime) -> Depth:
    table = TABLES[kind]
    planned = (table.c.spider == spider) & (table.c.priority >= 0) & table.c.next_crawl_at.is_not(None)

    def count(*conditions: ColumnElement[bool]) -> tuple[int, datetime | None]:
        row = connection.execute(
            select(func.count(), func.min(table.c.next_crawl_at)).where(planned, *conditions)
        ).one()
        return row[0], row[1]

    due, first = count(table.c.next_crawl_at <= now, unclaimed(table, now))
    overdue = (now - first).total_seconds() if first else 0.0
    return Depth(kind, spider, 0, count()[0], due, count(table.c.claimed_until > now)[0], overdue)
