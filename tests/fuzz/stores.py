"""Hostile bytes in Redis: whoever can write there costs us what they overwrite, and nothing else."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgpack
import scrapy
from redis import Redis
from redis.exceptions import RedisError
from scrapy.utils.test import get_crawler

from jobspider.errors import StoreUnavailableError
from jobspider.frontier.codec import Codec
from jobspider.frontier.errors import UnreadableRequestError
from jobspider.frontier.keys import RunKeys
from jobspider.frontier.queue import FrontierQueue
from jobspider.frontier.report import latest_dead_letters, snapshot, spare
from jobspider.frontier.scripts import script
from jobspider.planner.companies import Companies, Company
from jobspider.planner.entities import Entry, Kind
from jobspider.planner.redis_queue import RedisQueue
from jobspider.sample.servers import redis_server
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests.fuzz.finding import Round, Tally, told, within

CASES = 25
CASE_SECONDS = 20.0
LARGE = 2_000_000
REFUSED = (RedisError, StoreUnavailableError)
HOSTILE, HEALTHY = "hostile", "healthy"
PLACES = (
    "jobspider:{p0}:hosts",
    "jobspider:{p0}:fuzz:hostile:state",
    "jobspider:{p0}:fuzz:hostile:nodes",
    "jobspider:{p0}:fuzz:hostile:lists",
    "jobspider:{p0}:fuzz:hostile:leases",
    "jobspider:{p0}:fuzz:hostile:leased",
    "jobspider:{p0}:fuzz:hostile:delayed",
    "jobspider:{p0}:fuzz:hostile:dead",
    "jobspider:{p0}:fuzz:hostile:queue",
    "jobspider:{p0}:fuzz:hostile:seen",
    "jobspider:{p0}:fuzz:\xff\xfe:state",
    "jobspider:{p0}:fuzz:\x00\n:dead",
    "jobspider:{p99999999999999999999}:fuzz:hostile:state",
    "jobspider:{d0}:due:list:hostile:normal",
    "jobspider:{d0}:due:list:hostile:leases",
    "jobspider:{d0}:due:list:hostile:leased",
    "jobspider:{d0}:due:built",
    "jobspider:{d0}:due:builder",
)


class FuzzSpider(scrapy.Spider):
    """A spider with a callback."""

    name = "fuzz"
    run = HEALTHY

    def parse(self, response: Any) -> None: ...


@dataclass
class System:
    """What uses Redis, on one server."""

    redis: Any
    url: str
    companies: Companies

    def queue(self, run: str) -> FrontierQueue:
        """The frontier of a run."""
        spider = get_crawler(FuzzSpider, {"REDIS_URL": self.url})._create_spider()
        spider.run = run  # type: ignore[attr-defined]
        return FrontierQueue(self.redis, spider)

    def planner(self) -> RedisQueue:
        """The planner's queue."""
        return RedisQueue(self.redis, 1, 30)

    def begin(self) -> None:
        """Two runs of three requests, two spiders with three searches, a company."""
        self.redis.flushall()
        for run in (HEALTHY, HOSTILE):
            queue, keys = self.queue(run), RunKeys("fuzz", run, 0)
            names = (keys.key("state"), keys.key("done"))
            self.redis.eval(script("begin").text, 2, *names, "epoch", f"fuzz/{run}", 600, "1")
            for number in range(3):
                queue.push(scrapy.Request(f"https://{run}.example/{number}", callback=queue.spider.parse))
        due = datetime.now(UTC) - timedelta(hours=1)
        entries = [
            Entry(Kind.LIST, place * 10 + number, run, 1, due)
            for place, run in enumerate((HEALTHY, HOSTILE))
            for number in range(3)
        ]
        self.planner().put(entries)
        self.companies.remember([Company("Acme", industry="Steel")])


@contextmanager
def rounds() -> Iterator[Round]:
    """The part, with its server."""
    with TemporaryDirectory() as folder, redis_server() as url, Redis.from_url(url) as client:
        engine = create_engine(f"sqlite:///{Path(folder, 'jobspider.db')}")
        upgrade(engine)
        system = System(client, url, Companies(engine, client))
        yield lambda number: _round(system, number)
        engine.dispose()


def _round(system: System, number: int) -> Tally:
    logging.disable(logging.CRITICAL)
    random, tally = Random(number), Tally()
    for place in range(CASES):
        system.begin()
        known = [key for key in system.redis.keys("*") if HEALTHY.encode() not in key]
        key = random.choice([*known, *(each.encode("latin-1") for each in PLACES)])
        what = poison(system.redis, key, random)
        for name, question in QUESTIONS.items():
            tally.cases += 1
            try:
                with within(CASE_SECONDS):
                    question(system)
            except Exception as error:
                tally.findings.append(f"{name}, after {key!r} is {what} (case {place} of the round): {told(error)}")
    return tally


def value_of(random: Random) -> bytes:
    packed: list[Any] = [
        *(None, -1, 2**63, 1e308, float("nan"), "x", [1], {"a": 1}, [[]], {b"nodes": 5}),
        {"nodes": {"a": [float("inf"), 2**60]}, "next": "soon", "pause": [], "time": {}},
    ]
    values: list[bytes] = [
        random.randbytes(random.randrange(40)),
        *(b"x" * LARGE, b"-1", b"nan", b"inf", b"9" * 400, b""),
        *map(msgpack.packb, packed),
        *(b"\xdd\xff\xff\xff\xff", b"\x91" * 3000, b"[" * 100_000),
        *(b"cos\nsystem\n(S'true'\ntR.", b'{"name": {}, "url": 5}'),
    ]
    return random.choice(values)


def poison(redis: Any, key: bytes, random: Random) -> str:
    """Changes what is there, or replaces it by something of any type; says what it is then."""
    kind = redis.type(key)
    if kind == b"hash" and random.random() < 0.7:
        field = random.choice([*redis.hkeys(key), random.randbytes(5)])
        value = value_of(random)
        redis.hset(key, field, value)
        return f"a hash with {field!r}: {value[:60]!r}"
    redis.delete(key)
    value = value_of(random)
    writers: dict[str, Callable[[], Any]] = {
        "string": lambda: redis.set(key, value),
        "list": lambda: redis.rpush(key, value, value),
        "set": lambda: redis.sadd(key, value),
        "sorted set": lambda: redis.zadd(key, {value: random.choice([0, 1e300, float("inf"), float("-inf")])}),
        "hash": lambda: redis.hset(key, random.choice([b"pending", b"x", value[:30]]), value),
    }
    name = random.choice(list(writers))
    writers[name]()
    return f"a {name} of {value[:60]!r}"


def _frontier(system: System) -> None:
    found = {run.run: run for run in snapshot(system.redis).runs}
    assert found[HEALTHY].pending == 3, found


def _letters(system: System) -> None:
    latest_dead_letters(system.redis, 20)


def _growth(system: System) -> None:
    with suppress(*REFUSED):
        spare(system.redis, "fuzz", HOSTILE, 1)
    assert spare(system.redis, "fuzz", HEALTHY, 1) >= 0


def _push(system: System) -> None:
    """A hostile run may refuse by Redis's own error; the other takes what it is given, unless the hosts are harmed."""
    with suppress(*REFUSED):
        queue = system.queue(HOSTILE)
        queue.push(scrapy.Request("https://hostile.example/new", callback=queue.spider.parse))
    queue = system.queue(HEALTHY)
    with suppress(*REFUSED):
        queue.push(scrapy.Request("https://healthy.example/new", callback=queue.spider.parse))


def _plan(system: System) -> None:
    planner = system.planner()
    planner.depths([(Kind.LIST, spider) for spider in (HOSTILE, HEALTHY)])
    planner.pop(Kind.LIST, HOSTILE, 10)
    assert sorted(lease.id for lease in planner.pop(Kind.LIST, HEALTHY, 10)) == [0, 1, 2]
    planner.is_built()
    assert planner.build([])
    assert planner.is_built()
    planner.forget()


def _company(system: System) -> None:
    known = system.companies.find("Acme")
    assert known is not None
    assert type(known.name) is str, known


def _requests(system: System) -> None:
    codec = Codec(system.queue(HEALTHY).spider, 200_000)
    for key in system.redis.keys("*hostile*"):
        with suppress(RedisError, UnreadableRequestError):
            codec.decode(system.redis.lindex(key, 0) or b"")
        with suppress(RedisError, UnreadableRequestError):
            codec.decode(system.redis.get(key) or b"")


QUESTIONS: dict[str, Callable[[System], None]] = {
    "the picture of the frontier": _frontier,
    "dead letters": _letters,
    "more processes": _growth,
    "a push": _push,
    "the planner": _plan,
    "a company": _company,
    "requests": _requests,
}
