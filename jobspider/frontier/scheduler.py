"""The Scrapy scheduler of the shared frontier. It never waits for Redis: the couriers do."""

import asyncio
import logging
from functools import partial
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import is_asyncio_available
from scrapy.utils.defer import deferred_from_coro
from scrapy_redis.scheduler import Scheduler as ScrapyRedisScheduler
from twisted.internet.defer import Deferred

from jobspider.errors import ConfigError, StoreUnavailableError
from jobspider.frontier import signals as frontier_signals
from jobspider.frontier.codec import Codec
from jobspider.frontier.ending import STOPS, Ending
from jobspider.frontier.engine import EngineSlot
from jobspider.frontier.errors import RefusedRequestError
from jobspider.frontier.gateway import Gateway
from jobspider.frontier.identity import Identity
from jobspider.frontier.keys import RunKeys
from jobspider.frontier.lease import Lease
from jobspider.frontier.node import Node
from jobspider.frontier.options import Options, options_from
from jobspider.frontier.patience import patiently
from jobspider.frontier.queue import FrontierQueue, SeenFilter
from jobspider.frontier.robots import SharedRobots
from jobspider.frontier.run import FAILED, LOST, RunDoor, arguments_of, digest_of
from jobspider.frontier.share import Share
from jobspider.frontier.unharmed import Unharmed

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 60  # how long a start waits for Redis before it gives up
LAST_WORDS_SECONDS = 20.0  # how long a close tries to tell Redis what was done; leases make up for the rest


class Scheduler(ScrapyRedisScheduler):  # type: ignore[misc]  # scrapy-redis publishes no types
    """Shares one run's requests among all processes that crawl it; SCHEDULER = this class's path."""

    node: Node
    door: RunDoor
    robots: SharedRobots

    def __init__(self, crawler: Crawler, options: Options) -> None:
        self.crawler = crawler
        self.options = options
        self.stats = crawler.stats
        self._unharmed = Unharmed(crawler.stats)
        self._gateway = Gateway(options)
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Scheduler":
        return cls(crawler, options_from(crawler.settings))

    @classmethod
    def from_settings(cls, settings: Any) -> "Scheduler":  # noqa: ARG003  scrapy-redis's signature
        raise ConfigError("The shared frontier needs a crawler: use from_crawler().")

    def __len__(self) -> int:
        """Requests at hand in this process; the whole run's are in `jobspider frontier`."""
        return self.node.holdings.at_hand

    def open(self, spider: Spider) -> "Deferred[None]":
        return deferred_from_coro(self._open(spider))

    def close(self, reason: str) -> "Deferred[None]":
        return deferred_from_coro(self._close(reason))

    def has_pending_requests(self) -> bool:
        """True until the whole run is over, on every node."""
        return not self.node.standing.over

    def enqueue_request(self, request: Request) -> bool:
        """Takes a request for the run; False when it is a known duplicate or cannot go through Redis."""
        if request in self.node.holdings.under_way:
            return True  # the lease middleware returned it: settled as a failure when the engine lets go of it
        start = self.node.seeding.is_start(request)
        try:
            taken = self.node.push(request, self._slot.host_of(request), check=start or not request.dont_filter)
        except RefusedRequestError as error:
            logger.error("%s", error)
            self.stats.inc_value("frontier/refused")
            return False
        self.stats.inc_value("scheduler/enqueued/redis" if taken else "dupefilter/filtered")
        return taken

    def next_request(self) -> Request | None:
        request = self.node.next_request()
        if request is not None:
            self.stats.inc_value("scheduler/dequeued/redis")
        return request

    # For the lease middleware.

    def lease_of(self, request: Request) -> Lease | None:
        """The lease under way for exactly this request object; None for robots.txt and the like."""
        return self.node.holdings.under_way.get(request)

    def will_retry(self, request: Request, reason: str, retry_after: float = 0.0) -> bool:
        """Notes a failed download; True when the request is to be tried again later."""
        lease = self.lease_of(request)
        if lease is None:
            return False
        lease.failure, lease.retry_after = reason, retry_after
        lease.final = bool(request.meta.get("dont_retry"))
        return not lease.final and lease.attempts + 1 < self.options.attempts

    def note_failure(self, request: Request, error: BaseException) -> None:
        """A callback, an errback or an item of this request failed."""
        if lease := self.lease_of(request):
            lease.failure = f"{type(error).__name__}: {error}"

    def note_interruption(self, request: Request) -> None:
        """The request was cut short by nobody's fault (the spider closes, the database is away)."""
        if lease := self.lease_of(request):
            lease.given_back = True

    def answered(self, request: Request) -> None:
        """A response or an exception for this request has passed all downloader middlewares."""
        if lease := self.lease_of(request):
            lease.answered = True
            with self._unharmed:
                if self.options.autothrottle:
                    self.node.politeness.throttle(lease.host, self._slot.delay_of(request))
                self.node.politeness.ended(lease)

    def note_answer(self, request: Request, *, failed: bool) -> None:
        """The request's host answered, or failed; see `circuit` in batch.lua."""
        lease = self.lease_of(request)
        if lease is not None and self.options.circuit[0]:
            with self._unharmed:
                self.node.politeness.answered(lease, failed=failed)

    async def spend(self, received: int, most_requests: int, most_bytes: int) -> int:
        """Counts one request and the bytes received for the run: 1, 0 when its budget is spent, -1 when it is over.

        RedisError or OSError after CONNECT_SECONDS without Redis.
        """
        keys, arguments = [RunKeys(self.spider.name, self.node.run.run, 0).key("state")], (received, most_requests)
        ask = partial(self._gateway.call, 0, "spend", keys, *arguments, most_bytes)
        return int(await patiently(ask, CONNECT_SECONDS))

    # For whoever has to stop or slow down a crawl.

    def slow_down(self, request: Request, seconds: float, since: float) -> bool:
        """A host's robots.txt asks for a delay, and Redis knows of it `since` then; True when the request goes back."""
        lease = self.lease_of(request)
        if lease is None or seconds * 1000 <= self.node.politeness.policy(lease.host).delay_ms:
            return False
        if lease.host not in self.node.politeness.slowed:
            self.node.politeness.slowed.add(lease.host)
            self.crawler.signals.connect(self._leaving, signals.request_reached_downloader)
            self.node.exchange.give_back(lease.host)
            logger.info("robots.txt of %s asks for %.1f s between two requests", lease.host, seconds)
        lease.given_back = lease.since <= since
        return lease.given_back

    def pause(self, reason: str) -> None:
        """Leases and starts nothing while any reason stands; what is at hand goes back."""
        if reason not in self.node.standing.paused:
            logger.warning("Leasing pauses: %s", reason)
            self.stats.inc_value("frontier/pauses")
        self.node.standing.paused.add(reason)
        self.node.exchange.give_back()

    def resume(self, reason: str) -> None:
        """Takes one reason away."""
        if reason in self.node.standing.paused:
            logger.info("Leasing goes on: no longer %s", reason)
        self.node.standing.paused.discard(reason)
        for courier in self.node.exchange.couriers:
            courier.poll_now()
        self._slot.wake()

    async def _open(self, spider: Spider) -> None:
        if not is_asyncio_available():
            raise ConfigError("The shared frontier needs asyncio: leave TWISTED_REACTOR at Scrapy's default.")
        self.spider = spider
        self._slot = EngineSlot(self.crawler)
        self._slot.after_removal(self._removed)
        self._slot.before_failure(self._failed)
        self.door = RunDoor(self._gateway, self.options, spider.name, digest_of(arguments_of(spider)))
        wanted = getattr(spider, "run", None)
        run, tombstone = await patiently(lambda: self.door.enter(wanted), CONNECT_SECONDS)
        codec = Codec(spider, self.options.max_request_bytes)
        identity = Identity(self.crawler.request_fingerprinter, self.options.seen_bits)
        self.node = Node(self.options, self._gateway, run, codec, identity, self.stats)
        self.node.standing.wake = self._woken
        self.robots = SharedRobots(self.node, self._slot)
        self._ending = Ending(self.node, self.door)
        spider.run = run.run  # type: ignore[attr-defined]  # whoever records the run records this one
        self.queue = FrontierQueue(Redis.from_url(self.options.redis_url), spider)
        self.df = SeenFilter.from_spider(spider)
        self._connect_signals()
        self.stats.set_value("frontier/run", run.run)
        if tombstone:
            self.node.exchange.run_is_done(tombstone)
            if self.node.standing.outcome == LOST:
                raise StoreUnavailableError(
                    f"Redis holds at {run.key('done')!r} what no jobspider has written, in the place of the end of a "
                    "run: delete that key, and the run goes on"
                )
            self.stats.set_value("frontier/finished_before", self.node.standing.outcome)
            logger.info("Run %s of %s is finished already; there is nothing to do.", run.run, spider.name)
            return
        logger.info("Working in run %s of %s as node %s.", run.run, spider.name, self.node.id)
        self._tasks = [asyncio.ensure_future(courier.run()) for courier in self.node.exchange.couriers]
        self._tasks.append(asyncio.ensure_future(self._ending.watch()))
        if self.options.tells_spare or self.options.leave_after_seconds:
            share = Share(self.node, self._gateway, partial(self._slot.close, "finished"))
            self._tasks.append(asyncio.ensure_future(share.watch()))
        for task in self._tasks:
            task.add_done_callback(self._stopped)

    async def _close(self, reason: str) -> None:
        if not hasattr(self, "node"):
            return
        self.node.standing.closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            if self._tasks and not self.node.standing.lost:
                await asyncio.wait_for(self._end(reason), LAST_WORDS_SECONDS)
        except (RedisError, OSError) as error:
            logger.warning("Redis did not hear the end of this process (%r); its leases lapse by themselves.", error)
        finally:
            await self._gateway.close()

    async def _end(self, reason: str) -> None:
        counts = await self._ending.last_words(reason)
        if counts is not None:
            logger.info("Run %s ended: %s %s", self.node.run.run, reason, counts)
            details = {"run": self.node.run.run, "outcome": reason, "counts": counts, "spider": self.spider}
            await self.crawler.signals.send_catch_log_async(frontier_signals.run_finished, **details)

    def _woken(self) -> None:
        if self.node.standing.lost and not self._slot.closing:
            logger.error("The keys of run %s are gone from Redis; this process ends.", self.node.run.run)
            self._slot.close(LOST)
        elif self.node.standing.outcome in {*STOPS, LOST}:
            self._slot.close(self.node.standing.outcome)
        self._slot.wake()

    def _stopped(self, task: "asyncio.Task[None]") -> None:
        """Without its tasks a process would wait for ever; others take over what it holds."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        logger.error("The frontier of this process broke; the process ends.", exc_info=error)
        self._slot.close(FAILED)

    def _failed(self, request: Request, error: BaseException) -> None:
        """An error on the way back to the engine has no other witness than this."""
        lease = self.lease_of(request)
        if lease is not None and not lease.answered and not lease.failure:
            lease.failure = f"a downloader middleware raised an error: {type(error).__name__}: {error}"

    def _removed(self, request: Request) -> None:
        lease = self.node.holdings.under_way.pop(request, None)
        if lease is None:
            return
        if self._slot.closing and lease.failure and not lease.final:
            lease.given_back = True
        self.node.exchange.settle(lease)

    def _connect_signals(self) -> None:
        connect = self.crawler.signals.connect
        connect(self._spider_error, signals.spider_error)
        connect(self._item_error, signals.item_error)
        if any(self.node.politeness.is_delayed(host) for host in ("", *self.options.policies)):
            connect(self._leaving, signals.request_reached_downloader)
        connect(self.pause, frontier_signals.pause_leasing)
        connect(self.resume, frontier_signals.resume_leasing)

    def _leaving(self, request: Request) -> None:
        lease = self.lease_of(request)
        if lease is None:
            self._slot.note_without_lease(request)
        else:
            self.node.politeness.started(lease, self._slot.drop_delay_of(request))

    def _spider_error(self, failure: Any, response: Any) -> None:
        if response is not None:
            self.note_failure(response.request, failure.value)

    def _item_error(self, response: Any, failure: Any) -> None:
        if response is None:
            return
        if isinstance(failure.value, StoreUnavailableError):
            self.note_interruption(response.request)
        else:
            self.note_failure(response.request, failure.value)
