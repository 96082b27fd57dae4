"""Keeps books on the lists of a crawl, and on postings whose page is gone; writes them down when the spider closes."""

import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy.exc import SQLAlchemyError

from jobspider.errors import JobspiderError
from jobspider.listing import PART, list_ended, list_troubled, posting_gone, scope_name
from jobspider.store.engine import configured_engine
from jobspider.store.gone import close_gone
from jobspider.store.listings import note_scopes
from jobspider.store.transaction import in_transaction

logger = logging.getLogger(__name__)

MOST = 100_000
"""Gone pages that one process remembers; what is beyond is found again by the next crawl."""


class Listings:
    """Counts `listings/troubles` and `postings/closed_gone`. Comes before the run's record is closed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.engine = configured_engine()
        self.ended: set[str] = set()
        self.troubled: set[str] = set()
        self.gone_keys: set[str] = set()
        self.gone_urls: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens to boards, middlewares and pipelines."""
        extension = cls(crawler)
        crawler.signals.connect(extension.list_ended, list_ended)
        crawler.signals.connect(extension.list_troubled, list_troubled)
        crawler.signals.connect(extension.posting_gone, posting_gone)
        crawler.signals.connect(extension.item_lost, signals.item_dropped)
        crawler.signals.connect(extension.item_lost, signals.item_error)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def list_ended(self, part: str) -> None:
        """A list was read to its end."""
        self.ended.add(part)

    def list_troubled(self, part: str) -> None:
        """Something of a list could not be read."""
        self.troubled.add(part)
        self.crawler.stats.inc_value("listings/troubles")

    def posting_gone(self, key: str | None, url: str) -> None:
        """A posting's page answered 404 or 410. The site's key counts, where it is known."""
        if len(self.gone_keys) + len(self.gone_urls) < MOST:
            self.gone_urls.add(url) if key is None else self.gone_keys.add(key)

    def item_lost(self, response: Response | None) -> None:
        """A posting that was listed is not stored."""
        self.list_troubled(response.meta.get(PART, "") if response is not None else "")

    def spider_closed(self) -> None:
        """A database that is gone by now costs the books: `listings/unwritten` says so, and the run closes nothing."""
        run = self.crawler.stats.get_value("run/id")
        if not run:
            return
        try:
            self._write(run)
        except (SQLAlchemyError, JobspiderError) as error:
            self.crawler.stats.set_value("listings/unwritten", True)
            logger.error("what the lists of run %s have shown could not be written: %s", run, error)

    def _write(self, run: str) -> None:
        assert self.crawler.spider is not None
        source, scope = self.crawler.spider.name, getattr(self.crawler.spider, "scope", {})
        ended, troubled = ([scope_name(scope, part) for part in parts] for parts in (self.ended, self.troubled))
        if not getattr(self.crawler.spider, "due", 0):  # that is no list of its own
            in_transaction(self.engine, lambda connection: note_scopes(connection, source, run, ended, troubled))
        gone = close_gone(self.engine, source, self.gone_keys, self.gone_urls, datetime.now(UTC))
        self.crawler.stats.set_value("postings/closed_gone", gone)
