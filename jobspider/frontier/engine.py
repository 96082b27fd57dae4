"""The few parts of Scrapy's engine that the frontier leans on, in one place, checked at every start.

In Scrapy 2.14 to 2.19 exactly one point comes after a request's callback has ended, its children are with the scheduler
and its items have left the pipelines: the engine slot's `remove_request()`. tests/test_frontier_engine.py holds this
against the installed release.
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from jobspider.frontier.errors import EngineContractError

OPENING_SECONDS = 0.02
"""Between two looks whether the engine has opened all of its parts."""


class EngineSlot:
    """The engine's slot of one open spider."""

    def __init__(self, crawler: Crawler) -> None:
        self._engine: Any = crawler.engine
        self._slot: Any = getattr(self._engine, "_slot", None)
        for part in ("remove_request", "nextcall", "inprogress"):
            if not hasattr(self._slot, part):
                raise EngineContractError(
                    f"This Scrapy's engine slot has no {part!r}, without which no request can be acknowledged. "
                    "Use Scrapy 2.14 to 2.19, or unset JOBSPIDER_REDIS_URL."
                )
        for part in ("enqueue_scrape", "slot"):
            if not hasattr(getattr(self._engine, "scraper", None), part):
                raise EngineContractError(f"This Scrapy's engine has no 'scraper.{part}', by which errors are seen.")
        self._asked_without_lease: set[str] = set()
        self._slot_key = self._engine.downloader.get_slot_key

    @property
    def closing(self) -> bool:
        """The spider is being closed; whatever fails now may fail because of that."""
        return self._slot.closing is not None

    def host_of(self, request: Request) -> str:
        """The download slot, by which Scrapy and the frontier are polite: the host, unless meta says otherwise."""
        return str(self._slot_key(request))

    def after_removal(self, then: Callable[[Request], None]) -> None:
        """Calls `then` with every request that the engine lets go of, robots.txt and the like included."""
        remove = self._slot.remove_request

        def remove_request(request: Request) -> None:
            try:
                then(request)
            finally:
                remove(request)  # else the engine would wait for the request for ever when it closes

        self._slot.remove_request = remove_request

    def before_failure(self, note: Callable[[Request, BaseException], None]) -> None:
        """Calls `note` with every request whose download, or a downloader middleware on its way back, raised an error.

        A redirect, which is a new request in the place of a response, never comes here.
        """
        enqueue = self._engine.scraper.enqueue_scrape

        def enqueue_scrape(result: Any, request: Request) -> Any:
            if isinstance(result, Failure) and result.value is not None:
                note(request, result.value)
            return enqueue(result, request)

        self._engine.scraper.enqueue_scrape = enqueue_scrape

    def drop_delay_of(self, request: Request) -> float:
        """Redis keeps the delay: cancels the local one, right before the request is queued in its slot.

        Not so after a request that had no lease, such as robots.txt: then the whole local delay counts from now.
        Returns the seconds that the request is held back.
        """
        host = self.host_of(request)
        slot = self._engine.downloader.slots[host]
        slot.close()
        if host in self._asked_without_lease:
            self._asked_without_lease.discard(host)
            longest = float(slot.jitter * slot.delay)  # the random part only lengthens a delay
            slot.lastseen = monotonic() + longest
            return float(slot.delay) + 2 * longest
        slot.lastseen = 0
        return 0.0

    def note_without_lease(self, request: Request) -> None:
        """A request that Redis does not know of leaves for its host."""
        self._asked_without_lease.add(self.host_of(request))

    def delay_of(self, request: Request) -> float:
        """The delay that AutoThrottle has found for the request's slot, in seconds."""
        slot = self._engine.downloader.slots.get(self.host_of(request))
        return float(slot.delay) if slot else 0.0

    def wake(self) -> None:
        """Lets the engine ask for requests soon; one that has not opened all of its parts yet asks by itself then."""
        if self._engine.scraper.slot is not None:
            self._slot.nextcall.schedule()

    def close(self, reason: str) -> None:
        """Closes the spider in order: now, or as soon as the engine runs, for what is being opened can't be closed."""
        if not self.closing and not self._engine.running:
            asyncio.get_running_loop().call_later(OPENING_SECONDS, self.close, reason)
        elif not self.closing:
            deferred_from_coro(self._engine.close_spider_async(reason=reason))
