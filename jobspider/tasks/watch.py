"""Ends a task's crawl when nobody waits for it any more: cancelled, all done, or its starter is gone."""

import asyncio
import logging
import os
from typing import Any, cast

from scrapy.crawler import Crawler
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from jobspider.outcome import Outcome
from jobspider.search.tasks import is_cancelled, open_urls

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
ORPHANED = "shutdown"
"""As if it had been stopped: what it holds is given back, and another process goes on."""


class Watch:
    """Looks every second."""

    def __init__(self, crawler: Crawler, engine: Engine, task: str) -> None:
        self._crawler = crawler
        self._engine = engine
        self._task = task
        self._parent = os.getppid()
        self._looking: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """With the spider."""
        self._looking = asyncio.ensure_future(self._look())

    def stop(self) -> None:
        """With the spider."""
        if self._looking is not None:
            self._looking.cancel()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            reason = await self._reason()
            if reason is not None:
                assert self._crawler.engine is not None
                self._hurry()
                # Not awaited here: closing tells `stop`, which cancels this.
                self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))
                return

    def _hurry(self) -> None:
        """What waits for its host's delay is dropped by the download handler, without another request."""
        cast(Any, self._crawler.spider).stopping.set()
        assert self._crawler.engine is not None
        for slot in self._crawler.engine.downloader.slots.values():
            slot.delay = 0

    async def _reason(self) -> str | None:
        if os.getppid() != self._parent:
            return ORPHANED
        try:
            return await asyncio.to_thread(self._of_task)
        except SQLAlchemyError as error:
            logger.warning("whether the task is cancelled cannot be known now: %s", type(error).__name__)
            return None

    def _of_task(self) -> str | None:
        with self._engine.connect() as database:
            if is_cancelled(database, self._task):
                return str(Outcome.CANCELLED)
            return None if open_urls(database, self._task) else self._when_done()

    def _when_done(self) -> str | None:
        """A host that is to be left alone holds its requests back; their URLs have their outcome."""
        alone = getattr(self._crawler.spider, "alone", {})
        return next((str(ending.outcome) for ending in alone.values()), None)
