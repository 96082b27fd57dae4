"""The queue of what is due in Redis, in partitions. The database is the truth: all of this may be lost and built again.

Within a partition the order is exact; over several of them a pop takes an equal part of each, which differ by chance
only, since a hash chooses the partition.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar
from zlib import crc32

from redis import Redis, RedisCluster
from redis.exceptions import NoPermissionError, RedisError, ResponseError

from jobspider.errors import StoreUnavailableError
from jobspider.planner.entities import Depth, Entry, Kind, Lease, Priority

T = TypeVar("T")
logger = logging.getLogger(__name__)

MOST = 1000
"""Ids in one script call."""
MOST_DIGITS = 4
"""Of a number of partitions; what is longer is nobody's."""
BUILDING_SECONDS = 600
"""How long one process may fill the queue before another one begins anew; renewed with every batch."""
ENDLESS = -1
"""Redis's answer for a key that never expires."""
BUILT = "jobspider:{d0}:due:built"
BUILDER = "jobspider:{d0}:due:builder"
SCRIPTS = {name: Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8") for name in ("pop", "put")}


def connect(url: str) -> Any:
    """One server, or a Redis Cluster; TLS and the ACL user come from the URL. Connects, to tell which it is."""
    client = Redis.from_url(url, socket_timeout=30, socket_connect_timeout=5)
    try:
        is_cluster = client.info("cluster").get("cluster_enabled")
    except NoPermissionError:
        is_cluster = False
    except RedisError as error:
        raise _unavailable(error) from error
    return RedisCluster.from_url(url, socket_timeout=30, socket_connect_timeout=5) if is_cluster else client


class RedisQueue:
    """Keys `jobspider:{d<partition>}:due:<kind>:<spider>:<part>`; members are row numbers."""

    def __init__(self, client: Any, partitions: int, lease_seconds: float) -> None:
        self._client = client
        self._partitions = partitions
        self._lease_seconds = lease_seconds
        self._pop = client.register_script(SCRIPTS["pop"])
        self._put = client.register_script(SCRIPTS["put"])

    def pop(self, kind: Kind, spider: str, limit: int) -> list[Lease]:
        """An equal part of each partition, then what is left of each in turn."""
        token, found = token_hex(6), list[int]()
        part = -(-limit // self._partitions)
        for most in (part, limit):
            for partition in range(self._partitions if len(found) < limit else 0):
                keys, wanted = queue_keys(partition, kind, spider), min(most, limit - len(found), MOST)
                asked = [wanted, self._lease_seconds, token]
                found += self._ask_at(keys, lambda: self._pop(keys, asked)) if wanted else []  # noqa: B023  at once
        return [Lease(kind, int(number), token) for number in found]

    def put(self, entries: Iterable[Entry]) -> None:
        """One call for each partition, kind and spider, and for each thousand of them."""
        grouped = defaultdict[tuple[int, Kind, str], list[Entry]](list)
        for entry in entries:
            grouped[partition_of(entry.id, self._partitions), entry.kind, entry.spider].append(entry)
        for place, group in grouped.items():
            for some in batches(group, MOST):
                keys, asked = queue_keys(*place), [value for entry in some for value in _arguments(entry)]
                self._ask_at(keys, lambda: self._put(keys, asked))  # noqa: B023  at once

    def depths(self, spiders: Iterable[tuple[Kind, str]]) -> list[Depth]:
        """One for each partition."""
        return [
            self._depth(partition, kind, spider) for kind, spider in spiders for partition in range(self._partitions)
        ]

    def is_built(self) -> bool:
        """Whether the mark of a queue with as many partitions is there."""
        found = self._ask_at([BUILT], lambda: self._client.get(BUILT))
        return bool(found == str(self._partitions).encode())

    def build(self, entries: Iterable[Entry]) -> bool:
        """Puts all entries, which are read as they are needed; what is popped meanwhile is right as far as it goes."""
        mine = token_hex(8)
        if self._ask(self._client.ttl, BUILDER) == ENDLESS:  # nobody of ours: it would keep all from filling the queue
            self._ask(self._client.delete, BUILDER)
        if not self._ask(self._client.set, BUILDER, mine, nx=True, ex=BUILDING_SECONDS):
            return False
        self._forget_other_partitions()
        for some in batches(entries, 10 * MOST):
            self.put(some)
            self._ask(self._client.expire, BUILDER, BUILDING_SECONDS)
        self._ask(self._client.set, BUILT, str(self._partitions))
        self._ask(self._client.delete, BUILDER)
        return True

    def forget(self) -> None:
        """Of any number of partitions, leases too."""
        self._forget_other_partitions()
        for key in (BUILT, BUILDER):
            self._ask(self._client.delete, key)

    def _forget_other_partitions(self) -> None:
        """Queues of another number of partitions hold what now lies elsewhere."""
        had = self._ask_at([BUILT], lambda: self._client.get(BUILT))
        for partition in range(int(had) if had and had.isdigit() and len(had) <= MOST_DIGITS else 0):
            for key in self._ask(self._scan, f"jobspider:{{d{partition}}}:due:*:*:*"):
                self._ask(self._client.unlink, key)

    def _scan(self, pattern: str) -> list[bytes]:
        return list(self._client.scan_iter(match=pattern, count=1000))

    def _depth(self, partition: int, kind: Kind, spider: str) -> Depth:
        *queues, leases, _ = queue_keys(partition, kind, spider)
        client = self._client
        seconds, micros = self._ask(client.time)
        now = seconds + micros / 1_000_000
        keys = queue_keys(partition, kind, spider)

        def counted(until: float | str) -> int:
            return sum(self._ask_at(keys, lambda: [client.zcount(key, "-inf", until) for key in queues]))

        found = self._ask_at(keys, lambda: [client.zrange(key, 0, 0, withscores=True) for key in queues])
        firsts = [first for some in found for _, first in some]
        planned, due = counted("+inf"), counted(now)
        leased = self._ask_at(keys, lambda: client.zcard(leases))
        overdue = max(0.0, now - min(firsts, default=now))
        return Depth(kind, spider, partition, planned + leased, due, leased, overdue)

    def _ask_at(self, keys: Sequence[str], call: Callable[[], Any]) -> Any:
        """The same; a key of another type than ours is removed first. What was there comes back from the database."""
        try:
            return call()
        except ResponseError as error:
            if "WRONGTYPE" not in str(error):
                raise _unavailable(error) from error
            for key in keys:
                if self._ask(self._client.type, key) not in {b"none", _type_of(key)}:
                    logger.error("Redis held at %r what no jobspider writes; it is removed. Who writes there?", key)
                    self._ask(self._client.unlink, key)
            return self._ask(call)
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error

    def _ask(self, call: Any, *arguments: Any, **options: Any) -> Any:
        """Redis's trouble as a sentence, in our own class."""
        try:
            return call(*arguments, **options)
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error


def partition_of(number: int, partitions: int) -> int:
    """Where a row's number lies."""
    return crc32(str(number).encode()) % partitions


def queue_keys(partition: int, kind: Kind, spider: str) -> list[str]:
    """The keys that both scripts name, in their order."""
    parts = [*(priority.name.lower() for priority in sorted(Priority, reverse=True)), "leases", "leased"]
    return [f"jobspider:{{d{partition}}}:due:{kind}:{spider}:{part}" for part in parts]


def _type_of(key: str) -> bytes:
    """What a key of ours holds."""
    part = key.rpartition(":")[2]
    return {"leased": b"hash", "built": b"string", "builder": b"string"}.get(part, b"zset")


def batches(each: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most so many, read as they are needed."""
    left = iter(each)
    return iter(lambda: list(islice(left, size)), [])


def _arguments(entry: Entry) -> tuple[Any, ...]:
    due = "" if entry.next_crawl_at is None else f"{entry.next_crawl_at.timestamp():.3f}"
    return entry.id, max(entry.priority, 0), due, entry.token


def _unavailable(error: Exception) -> StoreUnavailableError:
    return StoreUnavailableError(f"Redis cannot be used now: {error}. Check that it runs and JOBSPIDER_REDIS_URL")
