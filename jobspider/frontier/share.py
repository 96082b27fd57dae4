"""A process's share of a run: says what more could be done now, and lets a process go that the others can do without.

The daemon starts more processes by what is said here (jobspider/schedule/scaling.py). A process that it started beyond
the least number leaves by itself: it alone knows what it holds, and gives that back in order.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import msgpack
from redis.exceptions import RedisError

from jobspider.frontier.gateway import Gateway
from jobspider.frontier.node import Node

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
MOST = 100_000
"""Requests that are counted, at most."""
PARTS = ("queue", "waiting", "lists", "leases", "state", "nodes")


@dataclass
class Share:
    """One process's; `leave` closes the spider in order."""

    node: Node
    gateway: Gateway
    leave: Callable[[], None]
    needed_at: float = field(default_factory=monotonic)

    async def watch(self) -> None:
        """Looks as long as the run goes on. Redis's trouble tells nothing, and nobody leaves because of it."""
        while not self.node.standing.over:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except (RedisError, OSError):  # the couriers say so
                self.needed_at = monotonic()

    async def _look(self) -> None:
        answers = await asyncio.gather(*(self._spare(partition) for partition in range(self.node.options.partitions)))
        spare, leased = (sum(answer[place] for answer in answers) for place in (0, 1))
        if is_needed(spare, leased, answers[0][2], self.node.options.concurrency) or self.node.seeding.token:
            self.needed_at = monotonic()
        lasting = self.node.options.leave_after_seconds
        if lasting and monotonic() - self.needed_at >= lasting and await self._may_leave():
            logger.info("The others can do without this process: it leaves the run.")
            self.node.stats.inc_value("frontier/left")
            self.leave()

    async def _spare(self, partition: int) -> tuple[int, int, int]:
        options, keys = self.node.options, self.node.exchange.couriers[partition].keys
        names = [*(keys.key(part) for part in PARTS), keys.for_batch()[-2]]
        asked = {"node": self.node.id, "most": MOST, **options.terms()}
        spare, leased, others = await self.gateway.call(
            partition, "spare", names, msgpack.packb(asked, use_bin_type=False)
        )
        return int(spare), int(leased), int(others)

    async def _may_leave(self) -> bool:
        nodes = self.node.exchange.couriers[0].keys.key("nodes")
        answer = await self.gateway.call(0, "leave", [nodes], self.node.id, self.node.options.lease_ms)
        return bool(answer)


def is_needed(spare: int, leased: int, others: int, concurrency: int) -> bool:
    """Whether the others would have too much to do without this process: something is left that could be leased now,
    or what all have leased would fill more than half of what the others may do at once."""
    return spare > 0 or 2 * leased > others * concurrency
