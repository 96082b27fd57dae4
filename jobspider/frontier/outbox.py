"""What one partition is to be told next. Parents wait here until their children are in Redis."""

import math
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

from jobspider.frontier.lease import FRESH, Lease

MOST_PUSHES = 1000  # in one batch: keeps the script, which stops the whole server meanwhile, at a few milliseconds


class Numbers:
    """Numbers all pushes of a node, over all partitions."""

    def __init__(self) -> None:
        self._count = count(1)
        self.latest = 0

    def next(self) -> int:
        self.latest = next(self._count)
        return self.latest


@dataclass(slots=True)
class Push:
    """A request on its way to its queue; bucket -1 passes by the seen set."""

    number: int
    host: str
    priority: int
    bucket: int
    rest: int
    payload: bytes


@dataclass(slots=True)
class Outbox:
    """Collects a partition's news between two batches."""

    pushes: deque[Push] = field(default_factory=deque)
    acks: deque[tuple[int, str]] = field(default_factory=deque)
    nacks: list[tuple[str, int, bool, str]] = field(default_factory=list)
    backs: list[str] = field(default_factory=list)
    drops: list[tuple[str, str]] = field(default_factory=list)
    flights: set[str] = field(default_factory=set)
    """Hosts whose downloads under way have changed."""
    starts: dict[str, float] = field(default_factory=dict)
    ends: dict[str, float] = field(default_factory=dict)
    pauses: dict[str, int] = field(default_factory=dict)
    throttles: dict[str, int] = field(default_factory=dict)
    answers: dict[str, list[int]] = field(default_factory=dict)
    """Host → [whether it answered, how often it failed since]."""
    unconfirmed: int | None = None
    """Number of the first push of the batch that is under way."""
    since: float | None = None
    """When the oldest of all this came, by time.monotonic()."""
    urgent: bool = False

    @property
    def size(self) -> int:
        return len(self.pushes) + len(self.acks) + len(self.nacks) + len(self.backs) + len(self.drops)

    @property
    def oldest_push(self) -> float:
        """Number of the oldest push that Redis has not confirmed; infinity when there is none."""
        if self.unconfirmed is not None:
            return self.unconfirmed
        return self.pushes[0].number if self.pushes else math.inf

    def blocked(self, others_oldest_push: float) -> int:
        """Acknowledgements that cannot go out yet, because a child's partition has not confirmed it."""
        return len(self.acks) if self.acks and self.acks[0][0] >= others_oldest_push else 0

    def touch(self, *, urgent: bool = False) -> None:
        """Notes that there is something to tell."""
        if self.since is None:
            self.since = monotonic()
        self.urgent = self.urgent or urgent

    def push(self, push: Push) -> None:
        self.pushes.append(push)
        self.touch()

    def acknowledge(self, token: str, after: int) -> None:
        """The request is done; Redis may hear so once every push up to the number `after` has reached it."""
        self.acks.append((after, token))
        self.touch()

    def give_back(self, token: str) -> None:
        self.backs.append(token)
        self.touch()

    def fail(self, lease: Lease, delay: float) -> None:
        """Tried again after `delay` seconds, unless it has failed too often."""
        self.nacks.append((lease.token, int(delay * 1000), lease.final, lease.failure or "failed"))
        self.touch()

    def drop(self, token: str, reason: str) -> None:
        self.drops.append((token, reason))
        self.touch()

    def take(self, others_oldest_push: float) -> dict[str, Any]:
        """Moves what can go out now into a batch's fields; `confirm` it once Redis has answered."""
        self.since, self.urgent = None, False
        fields: dict[str, Any] = {}
        if pushes := self._take_pushes():
            fields["pushes"] = pushes
        ready = min(others_oldest_push, self.pushes[0].number if self.pushes else math.inf)
        acks = []
        while self.acks and self.acks[0][0] < ready:
            acks.append(self.acks.popleft()[1])
        if acks:
            fields["acks"] = acks
        if self.acks or self.pushes:
            self.touch()
        now = monotonic()
        fields["starts"] = {host: int((now - moment) * 1000) for host, moment in self.starts.items()}
        fields["ends"] = {host: int((now - moment) * 1000) for host, moment in self.ends.items()}
        for name in ("nacks", "backs", "drops", "pauses", "throttles", "answers"):
            fields[name] = getattr(self, name).copy()
            getattr(self, name).clear()
        self.starts.clear()
        self.ends.clear()
        return {name: value for name, value in fields.items() if value}

    def confirm(self) -> None:
        """Redis has taken the batch."""
        self.unconfirmed = None

    def _take_pushes(self) -> list[tuple[str, int, list[int | bytes]]]:
        groups: dict[tuple[str, int], list[int | bytes]] = {}
        self.unconfirmed = self.pushes[0].number if self.pushes else None
        for _ in range(min(len(self.pushes), MOST_PUSHES)):
            push = self.pushes.popleft()
            entries = groups.setdefault((push.host, push.priority), [])
            entries += (push.bucket, push.rest, FRESH + push.payload)
        return [(host, priority, entries) for (host, priority), entries in groups.items()]
