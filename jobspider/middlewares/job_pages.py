"""Leaves out requests for job pages that are known and not due, and records the job pages that were read."""

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, Self, cast

from itemadapter import ItemAdapter
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from jobspider.config import config
from jobspider.errors import JobspiderError
from jobspider.listing import COMPANY_PAGE, JOB_PAGE, LISTED_IN, Listing
from jobspider.middlewares.listing import link_of, listing_of
from jobspider.planner.companies import Company, companies_of
from jobspider.planner.job_pages import SeenPage, note_pages
from jobspider.planner.planner import Planner, planner_of
from jobspider.store.engine import configured_engine
from jobspider.store.known import known_pages, touch
from jobspider.store.listings import note_listed
from jobspider.store.transaction import in_transaction
from jobspider.together import Together

logger = logging.getLogger(__name__)

ENTITY = "entity"
"""Key in the meta of a request for something that was due; the planner itself hears of that."""
REMEMBERED = 100_000
"""Companies that one process notes, at most."""
BATCH = 200
"""Pages recorded in one transaction, at most."""


class JobPagesMiddleware:
    """Counts `postings/known`: postings that are listed still and whose page was left out.

    A posting that the list has itself is yielded as the list has it; of all others only last_seen_at moves.
    """

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.spider is not None
        self.crawler = crawler
        self.stats = crawler.stats
        self.source = crawler.spider.name
        self.alone = bool(getattr(crawler.spider, "fetches_job_pages_alone", False))
        self.engine = configured_engine()
        self.read: list[SeenPage] = []
        self.companies: dict[str, Company] = {}
        self.remembered: set[str] = set()
        self.writing = asyncio.Lock()
        self.lists = Together(self._look_up)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Off for spiders that take everything from lists: nothing is amiss there, so no reason is logged."""
        if not getattr(crawler.spider, "follows_job_pages", False):
            raise NotConfigured
        middleware = cls(crawler)
        crawler.signals.connect(middleware.flush, signals.spider_closed)
        return middleware

    async def process_spider_output(self, response: Response, result: AsyncIterable[Any]) -> AsyncIterator[Any]:
        """What the page led to, but for requests of known pages, which come last."""
        pages, items = list[Request](), list[Any]()
        async for each in result:
            if isinstance(each, Request) and JOB_PAGE in each.meta:
                pages.append(each)
                continue
            if not isinstance(each, Request):
                items.append(each)
            yield each
        for each in await self._wanted(pages, listing_of(self.crawler, response)):
            yield each
        meta = response.request.meta if response.request is not None else {}
        if JOB_PAGE in meta and ENTITY not in meta and len(items) == 1:
            await self._note(cast(Request, response.request), ItemAdapter(items[0]).asdict())

    async def flush(self) -> None:
        """Records what has not been recorded yet; without the database those pages are fetched once more."""
        async with self.writing:
            batch, self.read = self.read, []
            found, self.companies = self.companies, {}
            if not batch:
                return
            try:
                await asyncio.to_thread(self._write, batch)
                await asyncio.to_thread(lambda: companies_of(config()).remember(found.values()))
            except (JobspiderError, SQLAlchemyError) as error:
                logger.warning("%d job pages are not recorded and will be fetched again: %s", len(batch), error)

    def _write(self, batch: list[SeenPage]) -> None:
        entries = in_transaction(self.engine, lambda connection: note_pages(connection, batch, datetime.now(UTC)))
        if self.alone:
            self.planner.put(entries)

    @cached_property
    def planner(self) -> Planner:
        """Made in a thread, since it may connect."""
        return planner_of(config())

    async def _wanted(self, pages: list[Request], listing: Listing | None) -> list[Any]:
        """The requests that are to be made, and postings of the list in place of the others."""
        if not pages:
            return []
        known = await self.lists.ask(([page.url for page in pages], listing))
        self.stats.inc_value("postings/known", sum(page.url in known for page in pages))
        found = [page if page.url not in known else _listed(page) for page in pages]
        return [each for each in found if each is not None]

    def _look_up(self, lists: Sequence[tuple[list[str], Listing | None]]) -> set[str]:
        """Which of the links on several pages need not be followed; each page's belong to a list."""
        now = datetime.now(UTC)

        def work(connection: Connection) -> set[str]:
            known = known_pages(connection, self.source, (url for urls, _ in lists for url in urls), now)
            touch(connection, {page.posting_id for page in known.values()}, now)
            for listing in dict.fromkeys(listing for _, listing in lists):
                ids = [known[url].source_id for urls, of in lists if of == listing for url in urls if url in known]
                if ids and listing is not None and listing.run:
                    note_listed(connection, self.source, *listing, ids)
            return set(known)

        try:
            return in_transaction(self.engine, work)
        except (JobspiderError, SQLAlchemyError) as error:
            logger.warning("known job pages cannot be looked up, so all are fetched: %s", error)
            return set()

    async def _note(self, request: Request, raw: dict[str, Any]) -> None:
        link, source_id = link_of(request), str(raw.get("source_id") or "")
        if source_id and len(source_id) <= 255 and len(link) <= 2048:
            self.read.append(SeenPage(self.source, link, source_id, content_hash(raw), self.alone))
            self._note_company(raw)
        if len(self.read) >= BATCH:
            await self.flush()

    def _note_company(self, raw: dict[str, Any]) -> None:
        """What a job page says of the employer, each once in a process; the employer's own page, if it is asked for,
        says more."""
        name, url = raw.get("company"), raw.get("company_url")
        if (
            name
            and url
            and COMPANY_PAGE not in raw
            and name not in self.remembered
            and len(self.remembered) < REMEMBERED
        ):
            self.remembered.add(name)
            self.companies[name] = Company(str(name), url=str(url))


def content_hash(raw: dict[str, Any]) -> str:
    """32 hex digits over a posting as its page has it."""
    said = sorted((name, value) for name, value in raw.items() if name != LISTED_IN)
    return blake2b(repr(said).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _listed(page: Request) -> Any:
    """The posting as the list has it; None where only its page has it."""
    return page.cb_kwargs.get(page.meta[JOB_PAGE])
