"""The spider of tasks: `scrapy crawl task -a task=ID` reads the URLs of a task that have no outcome yet."""

import asyncio
import re
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from sqlalchemy import Connection

from jobspider.boards.board import Board
from jobspider.clean.skill_dictionary import Dictionary
from jobspider.errors import ConfigError
from jobspider.search.tasks import open_urls
from jobspider.store.engine import configured_engine
from jobspider.store.skills import dictionary_of
from jobspider.store.tasks import end_positions, end_url
from jobspider.store.transaction import in_transaction
from jobspider.task import TASK_ID, Ending, UrlOutcome, run_of
from jobspider.tasks import crawl_settings
from jobspider.tasks.ended import StoppedError
from jobspider.tasks.endings import of_failure, of_status
from jobspider.tasks.reading import SOURCE, Reading, read_page
from jobspider.tasks.stored import Stored
from jobspider.tasks.watch import Watch

READ_SECONDS = 60.0
"""A page of 5 MB takes seconds; one that was made to take for ever must not hold the others."""
TOO_HARD = f"the page was fetched, but could not be read within {READ_SECONDS:.0f} s"


class TaskSpider(Board):
    """Reads each URL with the board that reads it best, and writes what became of it."""

    name = SOURCE
    watch: Watch
    stored: Stored
    dictionary: Dictionary | None = None

    def __init__(self, name: str | None = None, *, task: str = "", **arguments: Any) -> None:
        """`task`: the id of the task. Its run is named after it, so that all processes share it."""
        if not re.fullmatch(TASK_ID, task):
            raise ConfigError("The argument task must be the id of a task, as POST /tasks answers it.")
        super().__init__(name, **{"run": run_of(task), **arguments})
        self.task = task
        self.engine = configured_engine()
        self.alone: dict[str, Ending] = {}
        """Hosts that are not asked any more, and why."""
        self.stopping = asyncio.Event()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """What protects the network that this runs in, among others."""
        super().update_settings(settings)
        crawl_settings.apply(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes its spiders; a watch ends the crawl when nobody waits for it any more."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.watch = Watch(crawler, spider.engine, spider.task)  # kept: signals hold what they call weakly
        spider.stored = Stored(crawler.signals)
        crawler.signals.connect(spider.watch.start, signals.spider_opened)
        crawler.signals.connect(spider.watch.stop, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """A request for each URL without an outcome."""
        self.dictionary = await to_thread(dictionary_of, self.engine)
        for url in await to_thread(self._open_urls):
            try:
                request = Request(url.url, self.read_url, errback=self.failed, meta={"task_position": url.position})
            except ValueError:
                await self._end(url.position, Ending(*of_failure(ValueError())))
            else:
                yield request

    async def read_url(self, response: Response, **_: Any) -> AsyncIterator[Any]:
        """Gives the page's postings to the pipelines, and writes its outcome when they are through."""
        position = response.meta["task_position"]
        seen = {"final_url": response.url[:2048], "http_status": response.status}
        bad = of_status(response)
        if bad is not None:
            await self._end(position, bad, **seen)
            return
        try:
            page = await asyncio.wait_for(to_thread(self._read, response), READ_SECONDS)
        except TimeoutError:
            await self._end(position, Ending(UrlOutcome.FAILED, TOO_HARD), **seen)
            return
        known = {**seen, "board": page.board, "result": page.result}
        await self.stored.after(position, len(page.raws), partial(self._end, position, page.ending, **known))
        for raw in page.raws:
            yield raw

    def _read(self, response: Response) -> Reading:
        return read_page(response, datetime.now(UTC), self.dictionary)

    async def failed(self, failure: Any) -> None:
        """Writes why a page could not be had."""
        if isinstance(failure.value, StoppedError):
            return
        host = urlsplit(failure.request.url).hostname or ""
        ending = self.left_alone(host) or of_failure(failure.value)
        await self._end(failure.request.meta["task_position"], ending)

    def left_alone(self, host: str) -> Ending | None:
        """Why a host is not asked any more; None where it is."""
        return self.alone.get(host)

    async def leave_alone(self, host: str, ending: Ending) -> None:
        """Ends all URLs of a host."""
        self.alone[host] = ending

        def end_all(database: Connection) -> None:
            urls = open_urls(database, self.task)
            positions = [each.position for each in urls if urlsplit(each.url).hostname == host]
            end_positions(database, self.task, positions, ending, datetime.now(UTC))

        await self._write(end_all)

    async def _end(self, position: int, ending: Ending, **known: Any) -> None:
        values = {"outcome": str(ending.outcome), "detail": ending.detail, **known}
        await self._write(lambda database: end_url(database, self.task, position, values, datetime.now(UTC)))

    async def _write(self, work: Callable[[Connection], None]) -> None:
        await asyncio.shield(to_thread(in_transaction, self.engine, work))

    def _open_urls(self) -> list[Any]:
        with self.engine.connect() as database:
            return list(open_urls(database, self.task))
