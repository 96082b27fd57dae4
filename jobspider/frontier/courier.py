"""Carries one partition's batches: decides when one goes, sends it until Redis has answered, hands out the answer."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

import msgpack
from redis.exceptions import RedisError

from jobspider.frontier.gateway import Gateway
from jobspider.frontier.keys import RunKeys
from jobspider.frontier.outbox import Outbox

logger = logging.getLogger(__name__)

HUNGRY = 0.01  # seconds that news waits for company while this node has nothing to do
SHARED = 0.05  # the same while another node may have nothing to do
PATIENT = 0.5  # the same while everybody has work
SOON, LATER = 0.02, 0.25  # bounds of the time until an empty partition is asked again
FULL = 500  # news that go out at once
SHORTEST_BACKOFF, LONGEST_BACKOFF = 0.05, 2.0  # seconds between two attempts to reach Redis; within the grace


@dataclass(frozen=True, slots=True)
class Answer:
    """What Redis says to a batch."""

    leases: list[Any]
    paused: list[bytes]
    failing: list[bytes]
    down: list[bytes]
    opened: list[tuple[bytes, int, int]]
    """Hosts that this batch paused: failures in a row, and the pause in ms."""
    strange: list[bytes]
    """Keys that held what none of ours has written, set right or removed by this batch."""
    late: int = 0
    duplicates: int = 0
    due: int = -1
    seed: str = ""
    change: int = 0
    pending: int = 0
    leased: int = 0
    delayed: int = 0
    nodes: int = 1


class Household(Protocol):
    """What a courier asks of its node."""

    def wants(self, courier: "Courier") -> tuple[int, bool]: ...
    def compose(self, courier: "Courier") -> dict[str, Any]: ...
    def receive(self, courier: "Courier", batch: dict[str, Any], sent: float, answer: Answer) -> None: ...
    def renewals(self, partition: int) -> list[str]: ...
    def trouble(self, error: Exception) -> None: ...
    def recovered(self, seconds: float) -> None: ...
    def found_strange(self, keys: list[bytes]) -> None: ...
    def run_is_done(self, tombstone: str) -> None: ...
    def run_is_lost(self) -> None: ...


class Courier:
    """One task a partition; at most one batch under way."""

    def __init__(self, household: Household, gateway: Gateway, keys: RunKeys, renew_every: float) -> None:
        self.keys = keys
        self.outbox = Outbox()
        self.asked = 0  # leases that the batch under way asks for
        self.number = 0
        self.ended = False  # Redis has said that there is nothing left to exchange
        self.empty = False  # by the latest answer, the partition holds no work for anybody
        self.barren = False  # the latest answer brought no lease
        self.others_hungry = False
        self.renew_at = monotonic() + renew_every
        self._renew_every = renew_every
        self._household = household
        self._gateway = gateway
        self._poll_at = 0.0
        self._poll_pause = SOON
        self._wake = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = 0.0
        self._unanswered: dict[str, Any] | None = None  # the batch under way

    async def run(self) -> None:
        """Sends batches until the run is finished or lost; cancelled on close."""
        while not self.ended:
            await self._wait()
            await self.exchange()

    async def exchange(self) -> None:
        """Sends one batch and waits, for as long as it takes, until Redis has answered."""
        if self._unanswered is None:
            batch = self._household.compose(self)
            self.number += 1
            self._unanswered = {**batch, "number": self.number}
        batch = self._unanswered
        self.asked = batch["want"]
        sent, answer = await self._deliver(batch)
        self.asked, self._unanswered = 0, None
        self.outbox.confirm()
        self.ended = "leases" not in answer
        self._household.found_strange(answer["strange"])
        if "done" in answer:
            self._household.run_is_done(answer["done"])
        elif "leases" in answer:
            self._absorb(batch, sent, Answer(**answer))
        else:
            self._household.run_is_lost()

    @property
    def unsettled(self) -> int:
        """Acknowledgements under way: their requests would be fetched again if this node died now."""
        return len(self._unanswered.get("acks", ())) if self._unanswered else 0

    async def abandoned(self) -> None:
        """After `run` was cancelled: finishes the batch that was under way."""
        if self._unanswered is not None:
            await self.exchange()

    def nudge(self) -> None:
        """Something changed: looks again at when the next batch should go."""
        delay = self._delay()
        if delay <= 0:
            self._wake.set()
        elif self._timer is None or self._rings_at > monotonic() + delay + 0.001:
            self._set_timer(delay)

    def poll_now(self) -> None:
        """Asks for work with the next batch whatever the latest answer was."""
        self._poll_at = 0.0
        self.nudge()

    async def _wait(self) -> None:
        while (delay := self._delay()) > 0:
            self._set_timer(delay)
            self._wake.clear()
            await self._wake.wait()
        self._wake.clear()

    def _set_timer(self, delay: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = monotonic() + delay  # uvloop's handles don't tell when they are due
        self._timer = asyncio.get_running_loop().call_later(delay, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._wake.set()

    def _delay(self) -> float:
        """Seconds until the next batch should go."""
        now = monotonic()
        if self.outbox.urgent or self.outbox.size >= FULL:
            return 0
        moments = [self.renew_at]
        wanted, hungry = self._household.wants(self)
        if self.outbox.since is not None:
            moments.append(self.outbox.since + (HUNGRY if hungry else SHARED if self.others_hungry else PATIENT))
        if wanted:
            moments.append(self._poll_at)
        return min(moments) - now

    async def _deliver(self, batch: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        backoff, failed_at = SHORTEST_BACKOFF, 0.0
        while True:
            sent = monotonic()
            try:
                data = msgpack.packb(batch, use_bin_type=False)
                keys = self.keys.for_batch()
                answer = await self._gateway.call(self.keys.partition, "batch", keys, data)
            except (RedisError, OSError) as error:
                self._household.trouble(error)
                failed_at = failed_at or sent
                await asyncio.sleep(backoff * random.uniform(0.5, 1.0))  # noqa: S311
                backoff = min(backoff * 2, LONGEST_BACKOFF)
                # The number makes a second execution harmless; renewals count in any case.
                batch["renews"] = self._household.renewals(self.keys.partition)
            else:
                if failed_at:
                    self._household.recovered(monotonic() - failed_at)
                return sent, _read(answer)

    def _absorb(self, batch: dict[str, Any], sent: float, answer: Answer) -> None:
        brought = len(answer.leases)
        self.barren = not brought
        self.others_hungry = answer.nodes > 1 and answer.pending == 0
        if batch["want"] and brought:
            self._poll_pause, self._poll_at = SOON, 0.0
        else:
            self._poll_pause = min(self._poll_pause * 1.5, LATER)
            pause = self._poll_pause if answer.due < 0 else min(self._poll_pause, max(answer.due / 1000, 0.002))
            self._poll_at = monotonic() + pause
        if "renews" in batch:
            self.renew_at = sent + self._renew_every
        self._household.receive(self, batch, sent, answer)


def _read(answer: bytes) -> dict[str, Any]:
    """The answer's fields; hosts and counts as text and numbers, requests as bytes."""
    fields = msgpack.unpackb(answer, raw=True)
    return {name.decode(): _plain(value) for name, value in fields.items()}


_plain: Callable[[Any], Any] = lambda value: (  # noqa: E731
    value.decode(errors="replace") if type(value) is bytes else value
)
