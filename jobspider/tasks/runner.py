"""The loop that crawls tasks: part of the API process without Redis, `jobspider worker` with it. Several may run."""

import asyncio
import logging
from asyncio import to_thread
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, Engine

from jobspider.search.tasks import OpenTask
from jobspider.store.tasks import count_attempt, end_positions, finish_if_done, purge
from jobspider.store.transaction import in_transaction
from jobspider.store.trouble import TROUBLE, Trouble
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks import process
from jobspider.tasks.places import HELD_SECONDS, Places
from jobspider.waiting import within

logger = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_SECONDS = 1.0
PURGE_SECONDS = 600.0
MOST_PURGES = 1000
MOST_ATTEMPTS = 5
"""Processes that may end and leave URLs of a task undone, before these are given up."""
GIVEN_UP = Ending(UrlOutcome.FAILED, "the crawl ended again and again before this page was read")


class Runner:
    """Starts a process for each place that it gets in a task, at most `most` at once. Once killed, another goes on."""

    def __init__(self, engine: Engine, *, most: int, shared: bool) -> None:
        self._engine = engine
        self._most = most
        self._places = Places(engine, shared=shared)
        self._crawls: dict[str, asyncio.Task[None]] = {}
        self._open: dict[str, bool] = {}
        """By task, whether it was unfinished when its crawl was last looked at."""
        self._trouble = Trouble(logger, "no task can be started now")
        self._stopping = False

    async def until(self, stopped: asyncio.Event) -> None:
        """Looks for tasks until it is stopped; then its processes are stopped, and others may go on with them."""
        purging = asyncio.create_task(self._purge())
        try:
            while not stopped.is_set():
                await self._look_safely()
                await within(LOOK_SECONDS, stopped.wait())
        finally:
            self._stopping = True
            purging.cancel()
            for crawl in self._crawls.values():
                crawl.cancel()
            await asyncio.gather(purging, *self._crawls.values(), return_exceptions=True)

    async def _look_safely(self) -> None:
        try:
            await self._look()
            self._trouble.over()
        except TROUBLE as error:
            self._trouble.note(error)

    async def _look(self) -> None:
        if len(self._crawls) >= self._most:
            return
        for task in await to_thread(self._places.open_tasks):
            if len(self._crawls) >= self._most:
                return
            if not task.urls:
                await self._write(partial(finish_if_done, task_id=task.id, now=datetime.now(UTC)))
            elif task.id not in self._crawls:
                await self._take(task)

    async def _take(self, task: OpenTask) -> None:
        place = await to_thread(self._places.take, task)
        if place is not None:
            crawl = asyncio.create_task(self._crawl(task.id, place))
            self._crawls[task.id] = crawl
            crawl.add_done_callback(lambda _: self._crawls.pop(task.id, None))

    async def _crawl(self, task: str, place: str) -> None:
        crawling = await process.start(task)
        try:
            while crawling.returncode is None and await self._goes_on(task, place):
                await within(HELD_SECONDS / 3, crawling.wait())
            if crawling.returncode is not None:
                await self._ended(task)
        except TROUBLE:
            logger.warning("the crawl of task %s is stopped: the database cannot say whose it is", task)
        finally:
            await asyncio.shield(self._leave(crawling, task, place))

    async def _goes_on(self, task: str, place: str) -> bool:
        """Whether the place is still ours and a URL was open at the last look but one: who is done has time to end."""
        was_open = self._open.get(task, True)
        self._open[task] = any(each.id == task for each in await to_thread(self._places.open_tasks))
        return (was_open or self._open[task]) and await to_thread(self._places.renew, place)

    async def _leave(self, crawling: asyncio.subprocess.Process, task: str, place: str) -> None:
        self._open.pop(task, None)
        await process.stop(crawling)
        with suppress(*TROUBLE):  # it lapses by itself
            await to_thread(self._places.release, place)

    async def _ended(self, task: str) -> None:
        """A process that leaves something undone is replaced by the next look, but not for ever."""
        left = {each.id: each.urls for each in await to_thread(self._places.open_tasks)}
        if self._stopping or not left.get(task):
            return
        attempts = await self._write(lambda database: count_attempt(database, task))
        logger.warning("a crawl of task %s left %d URLs undone", task, left[task])
        if attempts >= MOST_ATTEMPTS:
            await self._write(lambda database: end_positions(database, task, None, GIVEN_UP, datetime.now(UTC)))

    async def _purge(self) -> None:
        while True:
            try:
                for _ in range(MOST_PURGES):
                    if not await self._write(lambda database: purge(database, datetime.now(UTC))):
                        break
            except TROUBLE:
                logger.warning("expired tasks could not be removed now")
            await asyncio.sleep(PURGE_SECONDS)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await to_thread(in_transaction, self._engine, work)
