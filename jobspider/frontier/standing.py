"""Where this process stands in its run: whether anything may be leased or started, and how the run ended."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from jobspider.frontier.run import outcome_of


@dataclass(slots=True)
class Standing:
    """One process's; the scheduler, the exchange with Redis and the watch for the run's end read and change it."""

    paused: set[str] = field(default_factory=set)
    """Reasons for which nothing is leased or started."""
    down: set[str] = field(default_factory=set)
    """Hosts that were given up in this run: what is leased for them fails."""
    over: bool = False
    """The whole run has nothing left to do."""
    lost: bool = False
    """The run's keys are gone."""
    closing: bool = False
    tombstone: str = ""
    maybe_over: asyncio.Event = field(default_factory=asyncio.Event)
    wake: Callable[[], None] = lambda: None
    """Lets the engine ask for requests."""

    @property
    def outcome(self) -> str:
        """How the run ended that this node found finished; '' while it goes on."""
        return outcome_of(self.tombstone) if self.tombstone else ""
