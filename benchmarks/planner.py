"""The recrawl planner with a million searches: bytes an entity in Redis, due ones popped a second, time to rebuild.

There is no peer in the same shape, so beside it stands what its work is made of: the same rows popped by the query that
serves without Redis.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from redis import Redis
from rich.table import Table as Grid
from sqlalchemy import Engine, insert, update

from benchmarks.paper import show
from benchmarks.upsert import ROOMY, database
from jobspider.planner.entities import Entity, Finished, Kind, Outcome
from jobspider.planner.intervals import DAY, share
from jobspider.planner.planner import Planner
from jobspider.planner.queue import DatabaseQueue
from jobspider.planner.redis_queue import RedisQueue
from jobspider.sample.servers import mariadb_server, redis_server
from jobspider.tables import searches

ENTITIES = 1_000_000
INSERTED = 5_000
POPPED = 100_000
TAKEN = 20_000
BATCH = 500
LEASE = 3600.0
PARTITIONS = 4


def main() -> None:
    """Prints the table."""
    grid = Grid("what", "figure", title=f"{ENTITIES:,} searches, {PARTITIONS} partitions")
    with mariadb_server(*ROOMY) as database_url, redis_server() as redis_url:
        engine, client = database(database_url, "planner"), Redis.from_url(redis_url)
        fill(engine)
        for what, figure in measure(engine, client):
            grid.add_row(what, figure)
        client.close()
        engine.dispose()
    show(grid)


def fill(engine: Engine) -> None:
    """The rows, all due within the last day."""
    now = datetime.now(UTC)
    for first in range(0, ENTITIES, INSERTED):
        with engine.begin() as connection:
            connection.execute(insert(searches), [search(number, now) for number in range(first, first + INSERTED)])


def search(number: int, now: datetime) -> dict[str, Any]:
    """One row."""
    return {
        "key": f"indeed:{number:016x}",
        "spider": "indeed",
        "arguments": {"query": f"job {number}", "location": "London"},
        "enabled": True,
        "created_at": now,
        "least_seconds": DAY // 4,
        "most_seconds": 7 * DAY,
        "priority": number % 3,
        "interval_seconds": DAY,
        "next_crawl_at": now - timedelta(seconds=DAY * share(str(number))),
        "failures": 0,
    }


def measure(engine: Engine, client: Any) -> Iterator[tuple[str, str]]:
    """Each figure by its name."""
    queue = RedisQueue(client, PARTITIONS, LEASE)
    planner = Planner(engine, queue, LEASE)
    before = used(client)
    seconds = timed(planner.build_if_lost)
    yield "rebuild from MariaDB", f"{seconds:.1f} s ({ENTITIES / seconds:,.0f} a second)"
    yield "Redis memory", f"{(used(client) - before) / ENTITIES:.0f} bytes an entity"
    popped = list[int]()
    seconds = timed(lambda: popped.extend(len(queue.pop(Kind.LIST, "indeed", BATCH)) for _ in range(POPPED // BATCH)))
    yield "popped from Redis alone", f"{sum(popped) / seconds:,.0f} a second"
    yield from whole(planner, "with Redis")
    with engine.begin() as connection:
        connection.execute(update(searches).values(claimed_until=None))
    yield from whole(Planner(engine, DatabaseQueue(engine, LEASE), LEASE), "without Redis")


def whole(planner: Planner, name: str) -> Iterator[tuple[str, str]]:
    """Popped and read, then finished: rows a second of one process."""
    taken = list[Entity]()
    seconds = timed(lambda: taken.extend(each for _ in range(TAKEN // BATCH) for each in planner.take("indeed", BATCH)))
    yield f"taken, rows read, {name}", f"{len(taken) / seconds:,.0f} a second"
    finished = [Finished(entity.lease, Outcome.OK, "a" * 32) for entity in taken]
    parts = [finished[first : first + 50] for first in range(0, len(finished) // 4, 50)]
    seconds = timed(lambda: finish(planner, parts))
    yield f"finished, 50 at once, {name}", f"{sum(map(len, parts)) / seconds:,.0f} a second"


def finish(planner: Planner, parts: Iterable[list[Finished]]) -> None:
    """One call a part, as a crawling process makes it."""
    for part in parts:
        planner.finish(part)


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


def used(client: Any) -> int:
    """Bytes that Redis uses."""
    return int(client.info("memory")["used_memory"])


if __name__ == "__main__":
    main()
