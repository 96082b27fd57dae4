"""Hostile bytes under a node that leases: what was overwritten may be lost, if it is said; all else is crawled."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Any, cast

import scrapy
from redis import Redis
from redis.exceptions import RedisError
from scrapy.utils.request import RequestFingerprinter
from scrapy.utils.test import get_crawler

from jobspider.errors import JobspiderError
from jobspider.frontier.codec import Codec
from jobspider.frontier.ending import Ending
from jobspider.frontier.engine import EngineSlot
from jobspider.frontier.gateway import Gateway
from jobspider.frontier.identity import Identity
from jobspider.frontier.keys import open_key
from jobspider.frontier.node import Node
from jobspider.frontier.options import options_from
from jobspider.frontier.robots import SharedRobots
from jobspider.frontier.run import LOST, RunDoor
from jobspider.frontier.share import Share
from jobspider.middlewares.robots_answer import RobotsAnswer
from jobspider.sample.servers import redis_server
from tests.fuzz.finding import Round, Tally, told
from tests.fuzz.stores import FuzzSpider, poison

CASES = 8
CASE_SECONDS = 40.0
HOSTS, STARTS, CHILDREN = 4, 4, 3
RUN = "jobspider:{p0}:fuzz:live:"
PLACES = (
    *(RUN + part for part in ("state", "nodes", "queue", "waiting", "lists", "leases", "leased", "delayed", "dead")),
    *(f"{RUN}{part}" for part in ("done", "seen:0", "queue:0:h0.example", "queue:0:h1.example", "queue:7:h1.example")),
    "jobspider:{p0}:hosts",
    *(f"jobspider:{{p0}}:robots.txt:fuzz:h{number}.example{end}" for number in (0, 1) for end in ("", ":fetching")),
    open_key("fuzz", "digest"),
)
COSTLY = ("state", "leased", "delayed", "done", "queue:0:", "queue:7:")
"""Keys with requests in them, or with the run itself: these may cost requests, if that is said. No other may."""


class Ear(logging.Handler):
    """Hears whether anything is said to be wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage()[:300])


class Slot:
    """As much of Scrapy's engine as robots.txt needs."""

    closing = False

    def host_of(self, request: scrapy.Request) -> str:
        return request.url.split("/")[2]


@dataclass
class Crawl:
    """One node's crawl without Scrapy: each start leads to pages of its own, and some pages fail once."""

    redis: Any
    url: str
    random: Random
    write: Callable[[Any], Any] | None = None
    """What overwrites a key; without it, chance."""
    wanted: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    buried: int = 0
    overwritten: str = ""
    key: bytes = b""

    async def run(self) -> Node:
        """Until the run's end; raises what comes out of the frontier, TimeoutError when it never ends."""
        settings = {"REDIS_URL": self.url, "CONCURRENT_REQUESTS": 3, "CONCURRENT_REQUESTS_PER_DOMAIN": 2}
        settings |= {"FRONTIER_LEASE_SECONDS": 1, "FRONTIER_BACKOFF_SECONDS": 0.01, "DOWNLOAD_DELAY": 0}
        settings["CIRCUIT_PAUSE_SECONDS"] = 0.1  # chance lets five in a row fail now and then: not for minutes
        crawler = get_crawler(FuzzSpider, {**settings, "FRONTIER_PARTITIONS": 1})
        options, spider = options_from(crawler.settings), crawler._create_spider()
        gateway = Gateway(options)
        door = RunDoor(gateway, options, "fuzz", "digest")
        try:
            run, tombstone = await door.enter("live")
            fingerprinter = RequestFingerprinter(crawler)
            identity = Identity(fingerprinter, options.seen_bits)
            node = Node(options, gateway, run, Codec(spider, 10**6), identity, crawler.stats)
            if tombstone:
                node.exchange.run_is_done(tombstone)
                return node
            self.robots = SharedRobots(node, cast(EngineSlot, Slot()))
            share = Share(node, gateway, lambda: None)
            tasks = [asyncio.ensure_future(courier.run()) for courier in node.exchange.couriers]
            tasks.append(asyncio.ensure_future(Ending(node, door).watch()))
            try:
                await asyncio.wait_for(self._work(node, spider, tasks, share), CASE_SECONDS)
                totals = await asyncio.wait_for(Ending(node, door).last_words("finished"), CASE_SECONDS)
                self.buried = (totals or {}).get("dead", 0)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            return node
        finally:
            await gateway.close()

    async def _work(self, node: Node, spider: Any, tasks: list[Any], share: Share) -> None:
        seeding = asyncio.ensure_future(self._seed(node, spider))
        at, count = self.random.randrange(HOSTS * STARTS), 0
        while not (node.standing.over or node.standing.lost):
            for task in [*tasks, seeding]:
                if task.done() and not task.cancelled() and task.exception():
                    raise cast(BaseException, task.exception())
            request = node.next_request()
            if request is None:
                await asyncio.sleep(0.003)
                continue
            if count == at:
                self._poison()
            count += 1
            await self._page(node, spider, request)
            if count % 4 == 0:
                with suppress(*SHARE_REFUSES):
                    await share._look()
        seeding.cancel()

    async def _seed(self, node: Node, spider: Any) -> None:
        if await node.seeding.may_seed():
            for host in range(HOSTS):
                for number in range(STARTS):
                    self._push(node, spider, f"https://h{host}.example/{number}", 7 * (number % 2))
            node.seeding.seeded()

    def _push(self, node: Node, spider: Any, url: str, priority: int) -> None:
        self.wanted.add(url)
        node.push(scrapy.Request(url, spider.parse, priority=priority), url.split("/")[2], check=True)

    async def _page(self, node: Node, spider: Any, request: scrapy.Request) -> None:
        lease, host = node.holdings.under_way[request], request.url.split("/")[2]
        await asyncio.wait_for(self.robots.get(f"fuzz:{host}", request, is_robots, fetched), CASE_SECONDS / 2)
        allowed = await node.gateway.call(0, "spend", [node.run.key("state")], 1, 10**6, 10**9)
        assert allowed in {-1, 0, 1}, allowed
        node.politeness.answered(lease, failed=not self.random.randrange(9))
        if request.url not in self.done | self.failed and not self.random.randrange(5):
            self.failed.add(request.url)
            lease.failure = "by chance"
        else:
            self.done.add(request.url)
            if request.url.count("/") == 3:
                for number in range(CHILDREN):
                    self._push(node, spider, f"{request.url}/{number}", 0)
        node.politeness.ended(lease)
        node.exchange.settle(node.holdings.under_way.pop(request))

    def _poison(self) -> None:
        if self.write:
            self.write(self.redis)
            return
        known = sorted({*self.redis.keys("jobspider:*"), *(place.encode() for place in PLACES)})
        self.key = self.random.choice(known)
        self.overwritten = f"{self.key!r} is {poison(self.redis, self.key, self.random)}"

    @property
    def is_costly(self) -> bool:
        """Whether requests may be lost with what was overwritten."""
        if self.write:
            return True  # the test knows
        part = self.key.decode(errors="replace").removeprefix(RUN)
        return part.startswith(COSTLY)


SHARE_REFUSES = (RedisError, OSError)


def is_robots(data: bytes) -> bool:
    """As the middleware has it."""
    try:
        RobotsAnswer.read(data)
    except Exception:
        return False
    return True


async def fetched(_: scrapy.Request) -> tuple[bytes, float, float]:
    """A robots.txt that allows all."""
    return RobotsAnswer(200, b"").packed, 60.0, 0.0


@contextmanager
def rounds() -> Iterator[Round]:
    """The part, with its server."""
    with redis_server() as url, Redis.from_url(url) as client:
        yield lambda number: _round(client, url, number)


def _round(client: Any, url: str, number: int) -> Tally:
    logging.disable(logging.NOTSET)  # other parts want silence; here it is heard what is said
    random, tally = Random(number), Tally()
    for place in range(CASES):
        client.flushall()
        crawl, ear = Crawl(client, url, random), Ear()
        tally.cases += 1
        if not random.randrange(8):  # before it begins
            crawl._poison()
        if told_of := tried(crawl, ear):
            tally.findings.append(
                f"{crawl.overwritten} (case {place} of the round): {told_of}; it said {ear.said[-5:]}"
            )
    return tally


def tried(crawl: Crawl, ear: Ear) -> str:
    """What went wrong; nothing where all is well."""
    logger = logging.getLogger("jobspider.frontier")
    logger.addHandler(ear)
    logger.propagate = False
    began = monotonic()
    try:
        node = asyncio.run(crawl.run())
    except JobspiderError as error:
        return "" if str(error) else told(error)  # a refusal in a sentence
    except TimeoutError:
        return f"the run did not end in {monotonic() - began:.0f} s, {len(crawl.wanted - crawl.done)} are missing"
    except Exception as error:
        return told(error)
    finally:
        logger.removeHandler(ear)
        logger.propagate = True
    missing = crawl.wanted - crawl.done
    if node.standing.lost or node.standing.outcome == LOST or not missing:
        return ""
    if (ear.said or crawl.buried) and (crawl.is_costly or _gave_up(ear)):
        return ""
    return f"{len(missing)} of {len(crawl.wanted)} were lost"


def _gave_up(ear: Ear) -> bool:
    """Chance has let a host fail too often."""
    return any("given up" in each for each in ear.said)
