"""A run of what is due (`-a due=N`): begins with what the planner hands out, and tells it what came of each."""

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator
from functools import cached_property
from hashlib import blake2b
from time import monotonic
from typing import Any, Self, cast

from itemadapter import ItemAdapter
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from sqlalchemy.exc import SQLAlchemyError

from jobspider.config import config
from jobspider.errors import ConfigError, JobspiderError, SchemaChangedError
from jobspider.listing import JOB_PAGE
from jobspider.middlewares.job_pages import ENTITY, content_hash
from jobspider.planner.entities import Entity, Finished, Kind, Lease, Outcome
from jobspider.planner.planner import Planner, planner_of
from jobspider.planner.signals import entity_failed

logger = logging.getLogger(__name__)

TAKEN_AT_ONCE = 100
FLUSH_AT = 50
FLUSH_SECONDS = 2.0
"""How long an outcome waits for others, at most until the next page; what a killed process had not told comes back."""


class DueMiddleware:
    """Counts `planner/taken` and `planner/<outcome>`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stats = crawler.stats
        self.finished: list[Finished] = []
        self.flushed_at = monotonic()
        self.writing = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Off for runs of anything else."""
        if not getattr(crawler.spider, "due", 0):
            raise NotConfigured  # as most runs; a reason would be logged as a warning
        middleware = cls(crawler)
        crawler.signals.connect(middleware.failed, entity_failed)
        crawler.signals.connect(middleware.flush, signals.spider_closed)
        return middleware

    @cached_property
    def planner(self) -> Planner:
        """Made in a thread, since it may connect."""
        return planner_of(config())

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:  # noqa: ARG002
        """What is due, in place of what the spider's arguments say."""
        spider = cast(Spider, self.crawler.spider)
        left: int = spider.due  # type: ignore[attr-defined]  # boards have it
        while left > 0:
            taken = await asyncio.to_thread(lambda most: self.planner.take(spider.name, most), min(left, TAKEN_AT_ONCE))
            self.stats.inc_value("planner/taken", len(taken))
            for entity in taken:
                async for request in self._start_of(spider, entity):
                    yield request
            left = left - len(taken) if taken else 0
        if not self.stats.get_value("planner/taken"):
            self.stats.set_value("planner/nothing_due", 1)

    async def process_spider_output(self, response: Response, result: AsyncIterable[Any]) -> AsyncIterator[Any]:
        """Passes on what a page led to; of the first page of something due, notes how it went and what it held."""
        request = cast(Request, response.request)
        if ENTITY not in request.meta:
            async for each in result:
                yield each
            return
        entity, found = request.meta[ENTITY], list[str]()
        try:
            async for each in result:
                found += _traits(each, entity[0])
                yield each
        except Exception as error:
            self._note(entity, Outcome.UNREADABLE if isinstance(error, SchemaChangedError) else Outcome.FAILED)
            raise
        if ENTITY in request.meta:  # else its errback has said that the page can't be had
            readable = found or entity[0] == Kind.LIST
            self._note(entity, Outcome.OK if readable else Outcome.UNREADABLE, _digest(found, entity[0]))
        await self._flush_soon()

    def failed(self, entity: list[Any], outcome: Outcome) -> None:
        """The first page of something due can't be had."""
        self._note(entity, outcome)

    async def flush(self) -> None:
        """Tells the planner; without the database these come back when their leases lapse."""
        async with self.writing:
            batch, self.finished, self.flushed_at = self.finished, [], monotonic()
            if not batch:
                return
            try:
                await asyncio.to_thread(lambda: self.planner.finish(batch))
            except (JobspiderError, SQLAlchemyError) as error:
                logger.warning("%d due searches or pages will be crawled once more: %s", len(batch), error)

    async def _start_of(self, spider: Any, entity: Entity) -> AsyncIterator[Any]:
        any_found = False
        try:
            async for request in spider.start_of(entity):
                any_found = True
                yield request
        except ConfigError as error:
            logger.error("%s %s cannot be crawled: %s", entity.lease.kind, entity.key, error)
        if not any_found:
            lease = entity.lease
            self._note([lease.kind, lease.id, lease.token], Outcome.FAILED)

    def _note(self, entity: list[Any], outcome: Outcome, content: str | None = None) -> None:
        kind, number, token = entity
        self.stats.inc_value(f"planner/{outcome}")
        self.finished.append(Finished(Lease(Kind(kind), number, token), outcome, content))

    async def _flush_soon(self) -> None:
        if len(self.finished) >= FLUSH_AT or monotonic() - self.flushed_at > FLUSH_SECONDS:
            await self.flush()


def _traits(each: Any, kind: str) -> list[str]:
    """What tells a page from what it was before: the postings that it lists, or what it says of its one."""
    if isinstance(each, Request):
        return [each.url] if JOB_PAGE in each.meta else []
    raw = ItemAdapter(each).asdict()
    return [str(raw.get("source_id")) if kind == Kind.LIST else content_hash(raw)]


def _digest(found: list[str], kind: str) -> str:
    if kind == Kind.DETAIL and len(found) == 1:
        return found[0]  # as it is recorded when a crawl meets a page that is not due
    text = "\n".join(sorted(found))
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
