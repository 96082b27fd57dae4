"""An event loop on a thread of its own, for the servers that the soak itself is."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Loop:
    """Runs coroutines for callers on other threads."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The coroutine's result; waits for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def call(self, function: Callable[[], object]) -> None:
        """Calls it soon, in the loop."""
        self._loop.call_soon_threadsafe(function)


@contextmanager
def running_loop() -> Iterator[Loop]:
    """A loop that runs as long as the block."""
    loop = Loop()
    thread = Thread(target=loop._loop.run_forever, name="soak-loop", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call(loop._loop.stop)
        thread.join(10)
