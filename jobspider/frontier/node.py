"""What this process holds of a run and gives to Scrapy. What it exchanges with Redis: exchange.py."""

import logging
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from scrapy import Request
from scrapy.statscollectors import StatsCollector

from jobspider.frontier.codec import Codec
from jobspider.frontier.errors import UnreadableRequestError
from jobspider.frontier.exchange import MOST_UNCONFIRMED, Exchange
from jobspider.frontier.gateway import Gateway
from jobspider.frontier.holdings import Holdings
from jobspider.frontier.identity import Identity
from jobspider.frontier.keys import RunKeys, partition_of
from jobspider.frontier.options import Options
from jobspider.frontier.outbox import Push
from jobspider.frontier.standing import Standing

logger = logging.getLogger(__name__)

PRIORITY_RANGE = 1_000_000  # priorities beyond are treated as this


@dataclass
class Node:
    """One process in one run: takes requests from Scrapy, and gives it those that it has leased."""

    options: Options
    gateway: Gateway
    run: RunKeys
    codec: Codec
    identity: Identity
    stats: StatsCollector
    id: str = field(default_factory=lambda: uuid4().hex[:8])
    holdings: Holdings = field(default_factory=Holdings)
    standing: Standing = field(default_factory=Standing)

    def __post_init__(self) -> None:
        parts = (self.options, self.gateway, self.run, self.stats, self.id, self.holdings, self.standing)
        self.exchange = Exchange(*parts)
        self._couriers, self._numbers, self._told = self.exchange.couriers, self.exchange.numbers, self.exchange.told
        self.politeness = self.exchange.politeness
        self.seeding = self.exchange.seeding

    def push(self, request: Request, host: str, *, check: bool) -> bool:
        """Queues a request; False when this node knows that the run has seen it. RefusedRequestError as the codec."""
        standing = self.standing
        if standing.tombstone or standing.lost:
            return False  # the run has ended; nobody would fetch it
        bucket, rest = self.identity.of(request) if check else (-1, 0)
        if check and (bucket, rest) in self._told:
            return False
        payload = self.codec.encode(request)
        priority = max(-PRIORITY_RANGE, min(request.priority, PRIORITY_RANGE))
        courier = self._couriers[partition_of(host, len(self._couriers))]
        courier.outbox.push(Push(self._numbers.next(), host, priority, bucket, rest, payload))
        if check:
            self._remember(bucket, rest)
        standing.over = False
        self.exchange.nudge(courier)
        return True

    def next_request(self) -> Request | None:
        """The next request to start; None when there is nothing at hand, which wakes the couriers."""
        request = None if self.standing.paused or self.standing.lost else self._next_at_hand()
        if request is None or self.holdings.at_hand <= self.options.prefetch // 2:
            self.exchange.nudge(*self._couriers)
        return request

    def pause_host(self, host: str, seconds: float) -> None:
        """Nobody fetches from the host for so long, in any run; what is at hand for it goes back."""
        courier = self.politeness.pause(host, seconds)
        self.exchange.give_back(host)
        self.exchange.nudge(courier)

    def _next_at_hand(self) -> Request | None:
        now = monotonic()
        while (lease := self.holdings.pop()) is not None:
            if lease.deadline <= now:
                self.politeness.ended(lease)  # slept past it; whoever holds it now does the work
                self.stats.inc_value("frontier/lapsed_at_hand")
                continue
            if self.holdings.is_busy(lease.host, self.politeness.policy(lease.host).limit):
                self.holdings.park(lease)
                continue
            try:
                request = self.codec.decode(lease.payload)
            except UnreadableRequestError as error:
                self.politeness.ended(lease)
                self._couriers[lease.partition].outbox.drop(lease.token, str(error))
                self.stats.inc_value("frontier/unreadable")
                logger.error("Dead-lettered what was in Redis at host %r: %s", lease.host, error)
                continue
            if lease.attempts:
                request.meta["retry_times"] = lease.attempts
            self.holdings.start(request, lease)
            return request
        return None

    def _remember(self, bucket: int, rest: int) -> None:
        if len(self._told) > 4 * MOST_UNCONFIRMED:
            self._told.clear()
        self._told.add((bucket, rest))
