"""When a page's postings are stored: only then has its URL an outcome, so that who reads "ok" finds them."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from scrapy import signals
from scrapy.http import Response
from scrapy.signalmanager import SignalManager


class Stored:
    """Counts what the pipelines have done with each page's postings."""

    def __init__(self, signal_manager: SignalManager) -> None:
        self._open = Counter[int]()
        self._then: dict[int, Callable[[], Awaitable[None]]] = {}
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            signal_manager.connect(self.done, signal)

    async def after(self, position: int, postings: int, then: Callable[[], Awaitable[None]]) -> None:
        """Runs `then` once so many postings of the URL at this position are through, whatever became of them."""
        if not postings:
            await then()
            return
        self._open[position], self._then[position] = postings, then

    async def done(self, response: Response, **_: Any) -> None:
        """One posting is through. Scrapy waits for this before it takes the page for done."""
        position = response.meta["task_position"]
        self._open[position] -= 1
        if not self._open[position]:
            del self._open[position]
            await self._then.pop(position)()
