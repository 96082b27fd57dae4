"""The shared frontier beside scrapy-redis and Scrapy's in-memory scheduler in one run: `python -m benchmarks.frontier`.

Figures of a shared machine move; the ratios between columns of one run are what counts.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import scrapy
from redis import Redis
from rich.table import Table
from scrapy.crawler import Crawler
from scrapy.utils.request import RequestFingerprinter
from scrapy.utils.test import get_crawler
from scrapy_redis.dupefilter import RFPDupeFilter
from scrapy_redis.queue import PriorityQueue

from benchmarks.paper import Goal, show, target
from jobspider.frontier.codec import Codec
from jobspider.frontier.gateway import Gateway
from jobspider.frontier.identity import Identity
from jobspider.frontier.node import Node
from jobspider.frontier.options import options_from
from jobspider.frontier.run import RunDoor
from jobspider.sample.servers import redis_server
from tests.frontier.crew import crew
from tests.frontier.proxy import proxy
from tests.frontier.site import Site, running

ROOT = Path(__file__).resolve().parents[1]
WORKER = ROOT / "tests" / "frontier" / "worker.py"
CONCURRENCY = 64
ROUND_TRIP = 0.003
PAGES = int(os.environ.get("BENCH_PAGES", "3000"))
REPEATS = int(os.environ.get("BENCH_REPEATS", "3"))
MEMORY = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "DOWNLOADER_MIDDLEWARES": {},
    "SPIDER_MIDDLEWARES": {},
}
PEER = {
    "SCHEDULER": "benchmarks.peer.PeerScheduler",
    "DUPEFILTER_CLASS": "benchmarks.peer.PeerDupeFilter",
    "DOWNLOADER_MIDDLEWARES": {},
    "SPIDER_MIDDLEWARES": {},
}


class JobSpider(scrapy.Spider):
    """A spider with the usual callback."""

    name = "bench"

    def parse_job(self, response: Any) -> None:
        """Never called here."""


def typical_requests(spider: JobSpider, number: int, *, referer: bool = False) -> list[scrapy.Request]:
    """Requests as a listing's callback yields them, with the header of Scrapy's RefererMiddleware or without."""
    return [
        scrapy.Request(
            f"https://www.example.com/jobs/view/data-scientist-{i:07d}?from=search",
            callback=spider.parse_job,
            meta={"depth": 2},
            headers={"Referer": "https://www.example.com/jobs?q=data+science&l=London"} if referer else None,
        )
        for i in range(number)
    ]


def bench_crawler(url: str) -> tuple[Crawler, JobSpider]:
    settings = {"REDIS_URL": url, "CONCURRENT_REQUESTS": CONCURRENCY, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY}
    crawler = get_crawler(JobSpider, {**settings, "DOWNLOAD_DELAY": 0})
    crawler.spider = crawler._create_spider()
    assert isinstance(crawler.spider, JobSpider)
    return crawler, crawler.spider


async def our_node(url: str) -> tuple[Node, JobSpider]:
    crawler, spider = bench_crawler(url)
    options = options_from(crawler.settings)
    gateway = Gateway(options)
    run, _ = await RunDoor(gateway, options, spider.name, "bench").enter("bench")
    identity = Identity(RequestFingerprinter(), options.seen_bits)
    return Node(options, gateway, run, Codec(spider, 10**6), identity, crawler.stats), spider


async def our_cycles(url: str, number: int) -> float:
    """Requests a second through push, lease and acknowledgement, fingerprint and codec included."""
    node, spider = await our_node(url)
    requests = typical_requests(spider, number)
    courier = node.exchange.couriers[0]
    done, began = 0, perf_counter()
    for start in range(0, number, 1000):
        for request in requests[start : start + 1000]:
            node.push(request, "www.example.com", check=True)
        while done < start + 1000:
            await courier.exchange()
            while (leased := node.next_request()) is not None:
                node.exchange.settle(node.holdings.under_way.pop(leased))
                done += 1
    await courier.exchange()
    spent = perf_counter() - began
    await node.gateway.close()
    return number / spent


def peer_cycles(url: str, number: int) -> float:
    """The same through scrapy-redis: it has no acknowledgement."""
    _, spider = bench_crawler(url)
    server = Redis.from_url(url)
    seen, queue = RFPDupeFilter(server, "bench:dupefilter"), PriorityQueue(server, spider, "bench:requests")
    requests = typical_requests(spider, number)
    began = perf_counter()
    for request in requests:
        if not seen.request_seen(request):
            queue.push(request)
    while queue.pop() is not None:
        pass
    spent = perf_counter() - began
    server.close()
    return number / spent


def used_memory(redis: Redis) -> int:
    return int(redis.info("memory")["used_memory"])


def our_bytes_a_request(url: str, *, referer: bool, number: int = 20_000) -> float:
    """Memory of a queued request, without its place in the seen set."""

    async def queue() -> None:
        node, spider = await our_node(url)
        for request in typical_requests(spider, number, referer=referer):
            node.push(request, "www.example.com", check=False)
        node.standing.closing = True  # leases nothing
        while node.exchange.couriers[0].outbox.size:
            await node.exchange.couriers[0].exchange()
        await node.gateway.close()

    with Redis.from_url(url) as redis:
        before = used_memory(redis)
        asyncio.run(queue())
        return (used_memory(redis) - before) / number


def peer_bytes_a_request(url: str, *, referer: bool, number: int = 20_000) -> float:
    with Redis.from_url(url) as redis:
        _, spider = bench_crawler(url)
        queue = PriorityQueue(redis, spider, "bench:requests")
        before = used_memory(redis)
        for request in typical_requests(spider, number, referer=referer):
            queue.push(request)
        return (used_memory(redis) - before) / number


def bytes_a_seen_url(url: str, number: int) -> tuple[float, float]:
    """Ours and scrapy-redis's, through the same keys and kinds of members as in a crawl."""
    mask = (1 << 52) - 1
    with Redis.from_url(url) as redis:
        sizes = []
        for ours in (True, False):
            redis.flushall()
            before = used_memory(redis)
            pipeline = redis.pipeline(transaction=False)
            for index in range(number):
                digest = os.urandom(20)
                if ours:
                    bits = int.from_bytes(digest[:8], "big")
                    pipeline.sadd(f"jobspider:{{p0}}:bench:run:seen:{bits >> 52}", bits & mask)
                else:
                    pipeline.sadd("bench:dupefilter", digest.hex())
                if index % 10_000 == 9_999:
                    pipeline.execute()
            sizes.append((used_memory(redis) - before) / number)
    return sizes[0], sizes[1]


def crawl(url: str, site: Site, settings: dict[str, Any], folder: str, pages: int) -> dict[str, Any]:
    """One process crawls the site without a pipeline; its statistics."""
    common = {"CONCURRENT_REQUESTS": CONCURRENCY, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY, "LOG_LEVEL": "ERROR"}
    lasting = {"FRONTIER_LEASE_SECONDS": 30, "ITEM_PIPELINES": {}, "DATABASE": "", "REDIS_URL": url}
    task = {"url": site.url, "settings": {**common, **lasting, **settings}}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", str(WORKER), json.dumps(task)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=folder,
        timeout=300,
        check=True,
    )
    stats: dict[str, Any] = json.loads(ended.stdout.strip().splitlines()[-1])
    assert stats["downloader/response_count"] >= pages, stats
    return stats


def kills(settings: dict[str, Any], pages: int = 3000, times: int = 20) -> tuple[int, float]:
    """Pages lost, and pages fetched again for each of twenty kill -9, in a crawl by two processes."""
    chance = random.Random(1)
    with (
        redis_server() as url,
        running(Site(pages, latency=0.05)) as site,
        TemporaryDirectory() as folder,
        crew(Path(folder), site.url, url, settings={**settings, "LOG_LEVEL": "ERROR"}) as gang,
    ):
        gang.start()
        gang.start()
        for _ in range(times):
            gang.wait_for(len(gang.stored()) + chance.randrange(20, 120))
            victim = chance.choice(gang.alive())
            victim.process.kill()
            victim.process.wait()
            gang.start()
        for worker in gang.alive():
            worker.end(120)
        stored = len(gang.stored())
        return pages - stored, (sum(site.fetched().values()) - len(site.fetched())) / times


def whole_crawls(pages: int, repeats: int) -> dict[str, tuple[float, float, float]]:
    """Scheduler → seconds on loopback, seconds at 3 ms to Redis, round trips a request; medians, interleaved."""
    seconds: dict[tuple[str, bool], list[float]] = {}
    trips: dict[str, float] = {}
    kinds: dict[str, dict[str, Any]] = {"in memory": MEMORY, "scrapy-redis": PEER, "jobspider": {}}
    with (
        redis_server() as url,
        running(Site(pages)) as site,
        TemporaryDirectory() as folder,
        proxy(url, ROUND_TRIP) as far,
        Redis.from_url(url) as redis,
    ):
        turns = [(kind, distant) for _ in range(repeats) for kind in kinds for distant in (False, True)]
        for kind, distant in turns:
            if distant and kind == "in memory":
                continue
            redis.flushall()
            stats = crawl(far.url if distant else url, site, kinds[kind], folder, pages)
            seconds.setdefault((kind, distant), []).append(float(stats["elapsed_time_seconds"]))
            trips[kind] = stats.get("frontier/round_trips", stats.get("bench/round_trips", 0)) / pages
    near = {kind: median(seconds[kind, False]) for kind in kinds}
    distant_seconds = {kind: median(seconds.get((kind, True), [near[kind]])) for kind in kinds}
    return {kind: (near[kind], distant_seconds[kind], trips[kind]) for kind in kinds}


def main() -> None:
    """Prints the table, then each goal."""
    table = Table("measure", "jobspider", "scrapy-redis", "in memory")
    goals = [*cycles(table), *crawled(table), *killed(table), *sizes(table)]
    show(table)
    for goal in goals:
        target(*goal)


def cycles(table: Table) -> Iterator[Goal]:
    """How fast requests pass."""
    with redis_server() as url:
        ours = median(asyncio.run(our_cycles_fresh(url)) for _ in range(REPEATS))
        peers = median(peer_cycles_fresh(url) for _ in range(REPEATS))
    table.add_row("push+lease+ack cycles/s", f"{ours:,.0f}", f"{peers:,.0f}", "")
    yield "push+lease+ack cycles/s of one core", ours, "at least", 15_000


def crawled(table: Table) -> Iterator[Goal]:
    """Crawls with Redis near and far."""
    crawls = whole_crawls(PAGES, REPEATS)
    near, far, trips = crawls["jobspider"]
    peer_near, peer_far, peer_trips = crawls["scrapy-redis"]
    memory = crawls["in memory"][0]
    table.add_row("round trips a request", f"{trips:.3f}", f"{peer_trips:.2f}", "")
    beside = (f"{peer_near:.1f}", f"{memory:.1f}")
    table.add_row(f"seconds for {PAGES} pages, Redis on loopback", f"{near:.1f}", *beside)
    table.add_row(f"seconds for {PAGES} pages, Redis at 3 ms", f"{far:.1f}", f"{peer_far:.1f}", f"{memory:.1f}")
    yield "round trips a request", trips, "at most", 0.05
    yield "a crawl with Redis at 3 ms, of the time in memory", far / memory, "at most", 1.1


def killed(table: Table) -> Iterator[Goal]:
    """What kill -9 costs."""
    (lost, again), (peer_lost, peer_again) = kills({}), kills(PEER)
    table.add_row("pages lost in 20 kills of 3,000 pages", str(lost), str(peer_lost), "")
    table.add_row("pages fetched again for a kill", f"{again:.1f}", f"{peer_again:.1f}", "")
    yield "pages lost in 20 times kill -9", lost, "at most", 0
    yield "pages fetched again for a kill", again, "at most", 32


def sizes(table: Table) -> Iterator[Goal]:
    """What Redis holds."""
    with redis_server() as url:
        for name, referer in (("", False), (" with Referer", True)):
            flush(url)
            ours = our_bytes_a_request(url, referer=referer)
            flush(url)
            table.add_row(
                f"bytes a queued request{name}", f"{ours:.0f}", f"{peer_bytes_a_request(url, referer=referer):.0f}", ""
            )
            yield f"bytes a queued request{name}", ours, "at most", 170
        ours, peers = bytes_a_seen_url(url, 1_000_000)
    table.add_row("bytes a seen URL at 1 M", f"{ours:.1f}", f"{peers:.1f}", "")
    yield "bytes a seen URL at 1 M", ours, "at most", 10


async def our_cycles_fresh(url: str) -> float:
    """`our_cycles` on an emptied server."""
    flush(url)
    return await our_cycles(url, 20_000)


def peer_cycles_fresh(url: str) -> float:
    """`peer_cycles` on an emptied server."""
    flush(url)
    return peer_cycles(url, 5_000)


def flush(url: str) -> None:
    """Empties the server."""
    with Redis.from_url(url) as redis:
        redis.flushall()


if __name__ == "__main__":
    main()
