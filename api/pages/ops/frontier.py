"""The shared frontier, or why there is nothing to see of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import anyio
from anyio import to_thread

from api.frontier_watch import latest, latest_dead
from jobspider.config import config
from jobspider.errors import StoreUnavailableError
from jobspider.frontier.report import DeadLetter, HostReport, RunReport, Snapshot

T = TypeVar("T")
HOSTS = 12
"""Hosts that are shown, the busiest."""
PATIENCE_SECONDS = 4.0
FRESH_SECONDS = 60
"""A process that was heard of so lately is at work."""


@dataclass(frozen=True)
class Frontier:
    """What the page shows of it."""

    shared: bool
    trouble: bool = False
    """Redis does not answer."""
    runs: tuple[RunReport, ...] = ()
    hosts: tuple[HostReport, ...] = ()
    hosts_total: int = 0
    delay_seconds: float = 0.0
    """What is kept to each host at least."""
    dead: tuple[DeadLetter, ...] = ()
    processes: dict[str, int] = field(default_factory=dict)
    """Run: processes that were heard of lately."""

    def total(self, name: str) -> int:
        """Of all runs."""
        return sum(int(getattr(run, name)) for run in self.runs)

    def of(self, run: str) -> RunReport | None:
        """The report of a run; None where it is in no shared frontier."""
        return next((each for each in self.runs if each.run == run), None)


async def look() -> Frontier:
    """A few seconds old at most."""
    if config().redis_url is None:
        return Frontier(shared=False)
    try:
        found, dead = await _in_time(latest), await _in_time(latest_dead)
    except (StoreUnavailableError, TimeoutError):
        return Frontier(shared=True, trouble=True)
    return Frontier(shared=True) if found is None else _frontier(found, dead)


async def _in_time(question: Callable[[], T]) -> T:
    with anyio.fail_after(PATIENCE_SECONDS):
        return await to_thread.run_sync(question, abandon_on_cancel=True)


def _frontier(found: Snapshot, dead: list[DeadLetter]) -> Frontier:
    now = datetime.now(UTC).timestamp()
    busiest = sorted(found.hosts, key=lambda host: (-host.waiting - host.in_flight, host.host))
    return Frontier(
        shared=True,
        runs=tuple(found.runs),
        hosts=tuple(busiest[:HOSTS]),
        hosts_total=len(found.hosts),
        delay_seconds=config().download_delay,
        dead=tuple(dead),
        processes={run.run: sum(now - node.heard < FRESH_SECONDS for node in run.nodes.values()) for run in found.runs},
    )
