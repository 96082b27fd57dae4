"""When a host that doesn't answer is paused, tried again, and given up: the rules, as one process alone keeps them.

Processes that share a frontier keep the same rules in `jobspider/frontier/batch.lua`, in the host's key.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from scrapy.settings import BaseSettings

LONGEST_PAUSE = 600.0
"""Seconds; the doubling ends there."""


class Verdict(Enum):
    """What a failure leads to."""

    NOTHING = "nothing"
    PAUSE = "pause"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class CircuitRules:
    """What an operator can set."""

    failures: int
    """Failures in a row that pause a host; 0: hosts are never paused for that."""
    pause_seconds: float
    """The first pause, doubled each time."""
    rounds: int
    """Pauses after which a host is given up for the run."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """As the settings have it."""
        return cls(
            settings.getint("CIRCUIT_FAILURES", 5),
            settings.getfloat("CIRCUIT_PAUSE_SECONDS", 30.0),
            settings.getint("CIRCUIT_ROUNDS", 4),
        )

    def pause(self, number: int) -> float:
        """Seconds of the pause of this number, counted from 1."""
        return float(min(self.pause_seconds * 2 ** (number - 1), LONGEST_PAUSE))


@dataclass(slots=True)
class Circuit:
    """One host's circuit: closed while it answers, open during a pause, half open while one request tries it."""

    failures: int = 0
    rounds: int = 0
    open_until: float = 0.0

    @property
    def is_half_open(self) -> bool:
        """The next request tries whether the host is back."""
        return self.rounds > 0

    def failed(self, now: float, rules: CircuitRules) -> Verdict:
        """A request got no usable answer; what was under way when a pause began says nothing new."""
        if now < self.open_until or not rules.failures:
            return Verdict.NOTHING
        self.failures += 1
        if not self.is_half_open and self.failures < rules.failures:
            return Verdict.NOTHING
        if self.rounds >= rules.rounds:
            return Verdict.DOWN
        self.rounds += 1
        self.open_until = now + rules.pause(self.rounds)
        return Verdict.PAUSE
