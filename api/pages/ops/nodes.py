"""The Scrapyd nodes, asked once in a while for all who look: what each has to do, and which do not answer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING

from jobspider.config import config
from jobspider.errors import ConfigError, NodeError

if TYPE_CHECKING:
    from jobspider.schedule.scrapyd import Node, Scrapyd

KEPT_SECONDS = 5.0
ANSWER_SECONDS = 3.0


@dataclass(frozen=True)
class NodeState:
    """One node; never its login."""

    name: str
    jobs: Mapping[str, int] | None
    """pending, running, finished; None: it does not answer."""
    trouble: str = ""
    """Why it does not, for operators."""


@dataclass(frozen=True)
class Cluster:
    """All of them."""

    nodes: tuple[NodeState, ...] = ()
    trouble: str = ""
    """What is wrong with JOBSPIDER_SCRAPYD_URLS."""

    @property
    def up(self) -> int:
        """How many answer."""
        return sum(node.jobs is not None for node in self.nodes)


@dataclass
class Watch:
    """Asks at most once in KEPT_SECONDS; whoever comes meanwhile waits for the answer."""

    _known: Cluster = field(default_factory=Cluster)
    _until: float = 0.0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> Cluster:
        """What is known."""
        async with self._asking:
            if monotonic() >= self._until:
                self._known = await _asked()
                self._until = monotonic() + KEPT_SECONDS
            return self._known


@cache
def watch() -> Watch:
    """The process's."""
    return Watch()


async def _asked() -> Cluster:
    from aiohttp import ClientSession  # noqa: PLC0415  10 MB of memory, where somebody looks at the nodes

    from jobspider.schedule.scrapyd import Scrapyd, nodes  # noqa: PLC0415  as above

    try:
        found = nodes(config().scrapyd_urls.get_secret_value())
    except ConfigError as error:
        return Cluster(trouble=str(error))
    async with ClientSession() as session:
        return Cluster(tuple(await asyncio.gather(*(_state(Scrapyd(session, node), node) for node in found))))


async def _state(scrapyd: "Scrapyd", node: "Node") -> NodeState:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return NodeState(node.name, await scrapyd.status())
    except TimeoutError:
        return NodeState(node.name, None, f"{node.name} did not answer within {ANSWER_SECONDS:.0f} seconds")
    except NodeError as error:
        return NodeState(node.name, None, str(error))
