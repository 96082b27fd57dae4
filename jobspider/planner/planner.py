"""The recrawl planner: hands out what is due, and plans the next time from what came of it. It blocks."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from jobspider.config import Config
from jobspider.planner.entities import Depth, Entity, Entry, Finished, Kind
from jobspider.planner.queue import DatabaseQueue, DueQueue
from jobspider.planner.redis_queue import RedisQueue, connect
from jobspider.planner.rows import entities, finish, overdue, planned_rows, spiders_planned
from jobspider.store.engine import shared_engine
from jobspider.store.transaction import in_transaction

logger = logging.getLogger(__name__)

ROUNDS = 3
"""How often the queues are asked, since what they give may be out of date."""
HEALED = 1000
"""How many that the queue may have lost are put back at once."""


class Planner:
    """What is due, from the queue; what is true, from the database."""

    def __init__(self, engine: Engine, queue: DueQueue, lease_seconds: float) -> None:
        self._engine = engine
        self.queue = queue
        self._lease = timedelta(seconds=lease_seconds)

    def take(self, spider: str, limit: int) -> list[Entity]:
        """Up to so many that are due, searches first; each is handed to nobody else until its lease lapses."""
        self.build_if_lost()
        found = list[Entity]()
        for kind in (*Kind,) * ROUNDS:
            found += self._take(kind, spider, limit - len(found)) if len(found) < limit else []
        return found

    def finish(self, finished: Sequence[Finished]) -> None:
        """Plans when each is crawled next. What the queue does not hear of comes back when its lease lapses."""
        if finished:
            entries = in_transaction(self._engine, lambda connection: finish(connection, finished, datetime.now(UTC)))
            self.queue.put(entries)

    def put(self, entries: Iterable[Entry]) -> None:
        """Tells the queue what has been committed."""
        self.queue.put(entries)

    def depths(self) -> list[Depth]:
        """All queues that there is anything planned for."""
        self.build_if_lost()
        with self._engine.connect() as connection:
            planned = spiders_planned(connection)
        return self.queue.depths(planned)

    def due(self) -> dict[str, int]:
        """How much is due of each spider that anything is due of."""
        due, busy = Counter[tuple[Kind, str]](), Counter[tuple[Kind, str]]()
        for depth in self.depths():
            due[depth.kind, depth.spider] += depth.due
            busy[depth.kind, depth.spider] += depth.due + depth.leased
        found = Counter[str]()
        for (kind, spider), number in due.items():
            found[spider] += number if busy[kind, spider] else self._heal(kind, spider)
        return dict(+found)

    def build_if_lost(self) -> None:
        """Fills the queue from the database when it has lost everything; others go on meanwhile."""
        if not self.queue.is_built() and self.queue.build(planned_rows(self._engine)):
            logger.warning("the queue of what is due was empty and has been built again from the database")

    def rebuild(self) -> None:
        """Fills the queue anew, from a database whose rows are others now."""
        self.queue.forget()
        self.build_if_lost()

    def _take(self, kind: Kind, spider: str, limit: int) -> list[Entity]:
        """What a pop gives and the database confirms."""
        leases = self.queue.pop(kind, spider, limit)
        if not leases and self._heal(kind, spider):
            leases = self.queue.pop(kind, spider, limit)
        if not leases:
            return []
        wanted, wrong = in_transaction(self._engine, lambda connection: entities(connection, leases, datetime.now(UTC)))
        self.queue.put([Entry(e.kind, e.id, e.spider or spider, e.priority, e.next_crawl_at, e.token) for e in wrong])
        return wanted

    def _heal(self, kind: Kind, spider: str) -> int:
        """Puts back what has been due for so long that the queue must have lost it."""
        since = datetime.now(UTC) - 2 * self._lease
        with self._engine.connect() as connection:
            lost = overdue(connection, kind, spider, since, HEALED)
        self.queue.put(lost)
        return len(lost)


def planner_of(settings: Config) -> Planner:
    """The planner of this process: with Redis where there is one."""
    engine, seconds = shared_engine(settings.database_url.get_secret_value()), settings.planner_lease_seconds
    if settings.redis_url is None:
        return Planner(engine, DatabaseQueue(engine, seconds), seconds)
    client = connect(settings.redis_url.get_secret_value())
    return Planner(engine, RedisQueue(client, settings.partitions, seconds), seconds)
