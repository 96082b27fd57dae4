"""Where postings wait for the writing thread: what piles up during one batch is the next."""

from collections import deque
from threading import Condition, Event
from time import monotonic, sleep
from typing import Generic, TypeVar

T = TypeVar("T")

LINGER = 0.05
"""Seconds that a short batch waits for more, at most: a transaction costs about as much for 1 posting as for 20."""
QUIET = 0.01
"""Seconds without an arrival after which it waits no longer: then whoever could send more waits for this batch."""


class Inbox(Generic[T]):
    """A queue that gives batches of at most `batch_size`; put by one thread, taken by another."""

    def __init__(self, batch_size: int) -> None:
        self.batch_size = batch_size
        self.items: deque[T] = deque()
        self.arrived = Condition()
        self.closed = Event()

    def put(self, item: T) -> None:
        """Adds an item; never waits."""
        with self.arrived:
            self.items.append(item)
            self.arrived.notify()

    def close(self) -> None:
        """No more items come: `take` gives what is left, then empty batches."""
        with self.arrived:
            self.closed.set()
            self.arrived.notify()

    def take(self) -> list[T]:
        """The next batch, in order of arrival; waits for one, and is empty only when the inbox is closed and empty."""
        with self.arrived:
            self.arrived.wait_for(lambda: self.items or self.closed.is_set())
        if len(self.items) < self.batch_size // 4:
            self._linger()
        return [self.items.popleft() for _ in range(min(len(self.items), self.batch_size))]

    def pause(self, seconds: float) -> None:
        """Sleeps; when the inbox gets closed meanwhile, no longer."""
        if self.closed.is_set():
            sleep(seconds)
        else:
            self.closed.wait(seconds)

    def _linger(self) -> None:
        ends, before = monotonic() + LINGER, -1
        while before < len(self.items) < self.batch_size and monotonic() < ends:
            before = len(self.items)
            if self.closed.wait(QUIET):
                return
