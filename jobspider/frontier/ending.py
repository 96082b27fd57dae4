"""How a process leaves a run: not before the run's end unless it is stopped, with nothing held and nothing untold."""

import asyncio
from dataclasses import dataclass
from functools import partial

from redis.exceptions import RedisError

from jobspider.frontier.node import Node
from jobspider.frontier.patience import patiently
from jobspider.frontier.run import RunDoor
from jobspider.outcome import Outcome

# Reasons to close that end the run on every node; `partial` is a budget that is spent, `cancelled` a task that nobody
# wants any more. A process that is stopped by itself closes with `shutdown`.
STOPS = frozenset({Outcome.CHALLENGED, Outcome.RATE_LIMITED, Outcome.PARTIAL, Outcome.CANCELLED})
PATIENCE = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Ending:
    """Watches for the end of the run, and says the last words."""

    node: Node
    door: RunDoor

    async def watch(self) -> None:
        """Looks, whenever this node has nothing left, whether anybody has."""
        node, standing = self.node, self.node.standing
        while not standing.over:
            await standing.maybe_over.wait()
            standing.maybe_over.clear()
            try:
                over = node.exchange.idle and await self.door.is_over(node.run) and node.exchange.idle
            except (RedisError, OSError) as error:
                node.exchange.trouble(error)
                continue
            if over:
                await asyncio.sleep(node.options.idle_before_close)
                standing.over = node.exchange.idle
                standing.wake()

    async def last_words(self, reason: str) -> dict[str, int] | None:
        """Gives everything back and tells everything; the run's totals for the node that finishes it, else None."""
        node, couriers = self.node, self.node.exchange.couriers
        node.exchange.give_back()
        node.seeding.give_back()
        for courier in couriers:
            await courier.abandoned()
        while any(courier.outbox.size for courier in couriers):
            await asyncio.gather(*(courier.exchange() for courier in couriers))
        if node.standing.tombstone or not await self._is_over(reason):
            return None
        return await patiently(partial(self.door.finish, node.run, reason, forced=reason in STOPS), PATIENCE)

    async def _is_over(self, reason: str) -> bool:
        if reason in STOPS:
            return True
        return self.node.standing.over and await patiently(partial(self.door.is_over, self.node.run), PATIENCE)
