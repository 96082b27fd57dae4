"""What has to be stored and told after some simulated days: pure, of the seed and when the days were."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from benchmarks.soak import facts
from benchmarks.soak.days import Day
from benchmarks.soak.truth import State, site_of, states


class Step(NamedTuple):
    """An event that has to have happened: new, changed or closed on a day."""

    type: str
    day: int
    parts: frozenset[str] = frozenset()
    opened: bool = False
    """Whether it was closed before."""
    before: State = State()


@dataclass
class Expected:
    """One posting that was listed at least once."""

    number: int
    steps: list[Step] = field(default_factory=list)
    last: State = field(default_factory=State)
    """As it was when it was listed last."""
    last_day: int = 0
    is_open: bool = True

    @property
    def source(self) -> str:
        """The spider."""
        return site_of(self.number)

    @property
    def source_id(self) -> str:
        """The key under which it is stored."""
        return facts.source_id_of(self.number)

    @property
    def key(self) -> tuple[str, str]:
        """Both."""
        return self.source, self.source_id

    @property
    def columns(self) -> dict[str, Any]:
        """What its row has to hold."""
        return facts.stored(self.number, self.last)

    @property
    def versions(self) -> list[Step]:
        """Changes of its content, in order."""
        return [step for step in self.steps if step.parts]

    def follow(self, day: int, state: State) -> None:
        """What the next day adds."""
        if state.listed:
            self._seen(day, state)
            self.last, self.last_day, self.is_open = state, day, True
        elif self.steps and self.is_open:
            self.steps.append(Step("posting.closed", day))
            self.is_open = False

    def _seen(self, day: int, state: State) -> None:
        if not self.steps:
            self.steps.append(Step("posting.new", day))
            return
        parts = state.differs(self.last)
        if parts or not self.is_open:
            self.steps.append(Step("posting.changed", day, parts, not self.is_open, self.last))


def expected(seed: int, size: int, days: int) -> Iterator[Expected]:
    """All postings that the site has listed on the first `days` days."""
    for number in range(size):
        posting = Expected(number)
        for day, state in enumerate(states(seed, number, days)):
            posting.follow(day, state)
        if posting.steps:
            yield posting


class Times:
    """When each day was, by the machine's clock."""

    def __init__(self, days: Sequence[Day]) -> None:
        self._days = days

    def within(self, day: int, moment: datetime | None) -> bool:
        """Whether it was on that day."""
        found = self._days[day]
        return moment is not None and found.began <= moment and (found.ended is None or moment <= found.ended)

    def window(self, day: int) -> str:
        """The day for people."""
        found = self._days[day]
        return f"day {day}, {found.began:%H:%M:%S} to {found.ended:%H:%M:%S}" if found.ended else f"day {day}"

    def proved(self, day: int, site: str) -> datetime:
        """When the run started that proves the day."""
        return self._days[day].proved[site]
