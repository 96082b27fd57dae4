"""Firing: posts an occurrence's run to the nodes, and writes down what came of it after each of them.

May be cut off anywhere and done again by another daemon: what a node has already is not posted again.
"""

import logging
from asyncio import to_thread
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jobspider.records import POSTED, State
from jobspider.schedule.firing import decide, joining, known, settled
from jobspider.schedule.leadership import Leadership
from jobspider.schedule.ledger import Firing, Ledger
from jobspider.schedule.nodes import Nodes, Survey

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Starter:
    """Starts runs as long as this daemon leads. `shared`: whether the nodes share a frontier."""

    ledger: Ledger
    nodes: Nodes
    leadership: Leadership
    grace: timedelta
    shared: bool

    async def start_due(self) -> None:
        """Fires what is due, and goes on with what another daemon began to fire."""
        now = datetime.now(UTC)
        await to_thread(self.ledger.note_due, now, self.grace)
        for firing in await to_thread(self.ledger.firings, (State.FIRING,), now):
            await self._fire(firing)

    async def start_late(self, survey: Survey) -> None:
        """Lets nodes that have come back help with runs that still go on, within the grace time."""
        now = datetime.now(UTC)
        if not self.shared:
            return
        for firing in await to_thread(self.ledger.firings, (State.FIRED,), now):
            late = now - firing.occurrence.due_at > self.grace
            names = () if late else joining(firing.occurrence, survey)
            if names:
                await self._post(firing, names, known(firing.occurrence, survey), State.FIRED)

    async def _fire(self, firing: Firing) -> None:
        # Asked anew for each, since two schedules may share a node, and posts take time.
        survey = await self.nodes.survey()
        now, occurrence = datetime.now(UTC), firing.occurrence
        decision = decide(occurrence, survey, earlier=firing.earlier, now=now, grace=self.grace, shared=self.shared)
        nodes = await self._post(firing, decision.post, dict(decision.nodes), State.FIRING)
        if not self.leadership.held:
            return
        state = settled(decision, nodes)
        if (state, nodes, decision.detail) != (occurrence.state, occurrence.nodes, occurrence.detail):
            await to_thread(self.ledger.save, occurrence, state, nodes, decision.detail, datetime.now(UTC))
            self._say(firing, state, decision.detail)

    async def _post(
        self, firing: Firing, names: tuple[str, ...], nodes: dict[str, str], state: State
    ) -> dict[str, str]:
        schedule, occurrence = firing.schedule, firing.occurrence
        arguments = {**schedule.arguments, "run": occurrence.run_id}
        for name in names:
            if not self.leadership.held:
                break
            refusal = await self.nodes.post(name, schedule.spider, occurrence.run_id, arguments, schedule.priority)
            nodes[name] = refusal or POSTED
            await to_thread(self.ledger.save, occurrence, state, nodes, occurrence.detail, datetime.now(UTC))
        return nodes

    def _say(self, firing: Firing, state: State, detail: str | None) -> None:
        level = logging.INFO if state is State.FIRED else logging.WARNING
        because = f": {detail}" if detail else ""
        logger.log(level, "run %s of schedule %s: %s%s", firing.occurrence.run_id, firing.schedule.name, state, because)
