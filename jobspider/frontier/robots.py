"""One request for a host's robots.txt, whichever node makes it; all others wait for its answer.

It is made in the place of the leased request that needs it, which counts as in flight at the host meanwhile.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import uuid4

from redis.exceptions import RedisError
from scrapy import Request

from jobspider.frontier.engine import EngineSlot
from jobspider.frontier.keys import partition_of, robots_keys
from jobspider.frontier.node import Node

logger = logging.getLogger(__name__)

ASK_EVERY = 0.2  # seconds between two looks whether somebody else has it
TELL_TRIES = 25
LONGEST_WAIT = 120.0  # seconds for others, or for Redis; afterwards a node fetches for itself alone
Fetched = tuple[bytes, float, float]
"""An answer, the seconds for which it holds, and the delay in seconds that it asks for."""


@dataclass(frozen=True, slots=True)
class SharedRobots:
    """The robots.txt files that nodes share through Redis."""

    node: Node
    slot: EngineSlot

    async def get(
        self,
        name: str,
        request: Request,
        is_readable: Callable[[bytes], bool],
        fetch: Callable[[Request], Awaitable[Fetched]],
    ) -> tuple[bytes, float] | None:
        """The answer that is kept by `name`, and since when (time.monotonic()) its delay holds for new leases.

        Where none is kept, one node calls `fetch`. None when the spider closes first.
        """
        turn = Turn(self.node, name, self.slot.host_of(request))
        patience = monotonic() + LONGEST_WAIT
        discard = False
        while monotonic() < patience:
            if self.slot.closing:
                return None
            verdict, *found = await turn.ask(discard=discard)
            if verdict == b"known" and is_readable(found[0]):
                return found[0], monotonic() - found[1] / 1000
            if verdict == b"fetch":
                return await turn.take(fetch(request))
            discard = verdict == b"known"
            await asyncio.sleep(0 if discard else ASK_EVERY)
        logger.warning("Nobody has told robots.txt of %s in %.0f s: it is fetched once more.", turn.host, LONGEST_WAIT)
        answer, _, _ = await fetch(request)
        return answer, monotonic()


@dataclass(frozen=True, slots=True)
class Turn:
    """One node's attempt to have one robots.txt."""

    node: Node
    name: str
    host: str
    token: str = field(default_factory=lambda: uuid4().hex)

    async def ask(self, *, discard: bool = False) -> list[Any]:
        """`known` with an answer and its age in ms, `fetch`, or `wait`, also while Redis is away."""
        arguments = (self.token, self.node.options.lease_ms, self.host, self._delay_ms, int(discard))
        try:
            answer: list[Any] = await self._call("robots_ask", *arguments)
        except (RedisError, OSError) as error:
            self.node.exchange.trouble(error)
            return [b"wait"]
        return answer

    async def take(self, fetch: Awaitable[Fetched]) -> tuple[bytes, float]:
        """Fetches, keeps the others waiting as long as that takes, and tells them."""
        task = asyncio.ensure_future(fetch)
        while not (await asyncio.wait({task}, timeout=self.node.options.lease_seconds / 3))[0]:
            await self.ask()
        answer, seconds, delay = task.result()
        for _ in range(TELL_TRIES):
            if await self._tell(answer, seconds, delay):
                break
            await asyncio.sleep(ASK_EVERY)
        return answer, monotonic()

    async def _tell(self, answer: bytes, seconds: float, delay: float) -> bool:
        arguments = (self.token, answer, int(seconds * 1000), self.host, self._delay_ms, int(delay * 1000))
        try:
            await self._call("robots_tell", *arguments)
        except (RedisError, OSError) as error:
            self.node.exchange.trouble(error)
            return False
        return True

    @property
    def _delay_ms(self) -> int:
        return self.node.politeness.policy(self.host).delay_ms

    async def _call(self, script: str, *arguments: Any) -> Any:
        partition = partition_of(self.host, len(self.node.exchange.couriers))
        return await self.node.gateway.call(partition, script, robots_keys(partition, self.name), *arguments)
