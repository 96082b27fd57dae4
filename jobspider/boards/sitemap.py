"""SitemapBoard: sites whose sitemap lists their job pages, and whose job pages hold schema.org/JobPosting."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from jobspider.boards.addresses import host_of
from jobspider.boards.json_ld import JsonLdSpider
from jobspider.boards.lists import part_of, parts
from jobspider.boards.sitemap_file import Listed, listed
from jobspider.boards.xml_elements import Document
from jobspider.errors import ConfigError, JobspiderError
from jobspider.listing import CHANGED_PAGE, Listing, list_ended, scope_name
from jobspider.store.engine import configured_engine
from jobspider.store.known import KnownPosting, touch
from jobspider.store.listings import note_listed
from jobspider.store.transaction import in_transaction
from jobspider.store.unchanged import unchanged_pages

logger = logging.getLogger(__name__)

BATCH = 500
"""Postings that one statement says are seen again."""
DEPTH = 3
"""How many indexes may lead to a sitemap; the protocol allows one."""


class SitemapBoard(JsonLdSpider):
    """A site in three lines: `start_urls`, its sitemaps or its robots.txt (which names them), and which pages are jobs.

        class ExampleSpider(SitemapBoard):
            name = "example"
            start_urls = ["https://careers.example.com/robots.txt"]
            include = r"/jobs/\\d+"

    Packed sitemaps and indexes of sitemaps are followed. A page that is known already, and has not changed since it
    was seen last (`lastmod`), is not fetched again: its posting counts as seen. What a sitemap that was read to its end
    no longer lists closes. Job pages are read as by JsonLdSpider.
    """

    include: str = ""
    """Regular expression that a page's address must match somewhere; empty: any."""
    exclude: str = ""
    """Regular expression of the addresses, of pages and of sitemaps, that are left alone; empty: none."""
    alternate_links: ClassVar[bool] = False
    """Whether the versions of a page in other languages (`xhtml:link`) are pages of their own."""
    most_sitemaps: ClassVar[int] = 500
    """Sitemaps that a process reads in a run."""
    most_pages: int = 50_000
    """Pages that a process asks for in a run."""

    def __init__(self, name: str | None = None, **arguments: Any) -> None:
        """Raises ConfigError without a sitemap to begin with, and for a regular expression that is none."""
        super().__init__(name, **arguments)
        if type(self).start is SitemapBoard.start and not self.start_urls:
            raise ConfigError(f"spider {self.name} has no start_urls: list there its sitemaps, or its robots.txt")
        self._include, self._exclude = self._pattern("include"), self._pattern("exclude")
        self._sitemaps = self._pages = 0

    @property
    def follows_job_pages(self) -> bool:
        return True

    def _pattern(self, attribute: str) -> re.Pattern[str] | None:
        expression: str = getattr(self, attribute)
        try:
            return re.compile(expression) if expression else None
        except re.error as error:
            raise ConfigError(f"{attribute} of spider {self.name} is no regular expression: {error}.") from None

    async def start(self) -> AsyncIterator[Any]:
        """The sitemaps; what they list follows. Each is a list that closes what it no longer has."""
        for url, part in parts(self.start_urls):
            yield self.request(url, self.parse_sitemap, part)
        for _, part in parts(self.start_urls):
            self.followed(part)

    def followed(self, part: str) -> None:
        """Says that the list will have been read to its end when the run ends, unless something troubles it."""
        if not self.windowed:
            self.tell(list_ended, part=part)

    async def parse_sitemap(self, response: Response, depth: int = 1, **_: Any) -> AsyncIterator[Any]:
        """Requests for all that a sitemap lists and that has to be fetched."""
        wanted = list(self.whole(response))
        pages = [each for each in wanted if not each.is_sitemap]
        unchanged = await asyncio.to_thread(self.unchanged, pages, part_of(response))
        for each in wanted:
            if each.is_sitemap and depth <= DEPTH and self._sitemaps < self.most_sitemaps:
                self._sitemaps += 1
                yield self.request(each.url, self.parse_sitemap, cb_kwargs={"depth": depth + 1})
            elif not each.is_sitemap and each.url not in unchanged and self._pages < self.most_pages:
                self._pages += 1
                yield self.page(each)
            elif each.url not in unchanged:
                self.count("sitemap/over_the_limit")
                self.troubled(response)

    def page(self, page: Listed) -> Request:
        """The request of a page; what the site says of it goes before our own guess when it is worth another look."""
        if page.changed is None:
            return self.job_request(page.url, self.parse_job)
        request = self.request(page.url, self.parse_job)
        request.meta[CHANGED_PAGE] = True
        return request

    def whole(self, response: Response) -> Iterator[Listed]:
        """What a sitemap lists and is wanted; one that is broken, or a robots.txt that names none, is no whole list."""
        document, found = Document(), False
        for each in self.wanted(listed(response, alternates=self.alternate_links, document=document), response.url):
            found = True
            yield each
        if document.is_broken or (not found and response.url.endswith("/robots.txt")):
            self.logger.warning("%s is not whole, or names no sitemap: what it leaves out may be open.", response.url)
            self.troubled(response)

    def without_posting(self, response: Response) -> None:
        """Of a sitemap that lists all of a site most pages are no jobs; where `include` chooses them, each is one."""
        if self.include:
            super().without_posting(response)

    def wanted(self, found: Iterator[Listed], sitemap: str) -> Iterator[Listed]:
        """What is on the site, and matches `include` and not `exclude`; the rest is counted."""
        hosts = {*self.hosts, host_of(sitemap)}
        for each in found:
            if host_of(each.url) not in hosts:
                self.count("sitemap/off_host")
                self.logger.debug("%s lists %s, which is on another host: it is left alone.", sitemap, each.url)
            elif self._matches(each):
                yield each
            else:
                self.count("sitemap/left_out")

    def _matches(self, each: Listed) -> bool:
        if self._exclude and self._exclude.search(each.url):
            return False
        return each.is_sitemap or not self._include or bool(self._include.search(each.url))

    def unchanged(self, pages: list[Listed], part: str = "") -> set[str]:
        """Those of the pages that are as they were when their postings were seen last, which count as seen now."""
        changed = {self.moved(each.url): each.changed for each in pages if each.changed}
        if not changed or not hasattr(self, "crawler"):
            return set()
        run = "" if self.due else self.crawler.stats.get_value("run/id", "")
        found = _seen_again(self.name, changed, Listing(scope_name(self.scope, part), run))
        self.crawler.stats.inc_value("postings/known", sum(map(len, found.values())))
        return {each.url for each in pages if self.moved(each.url) in found}


def _seen_again(source: str, changed: dict[str, datetime], listing: Listing) -> dict[str, list[KnownPosting]]:
    def work(connection: Connection) -> dict[str, list[KnownPosting]]:
        found = unchanged_pages(connection, source, changed)
        seen = sorted(posting for page in found.values() for posting in page)
        for first in range(0, len(seen), BATCH):
            batch = seen[first : first + BATCH]
            touch(connection, [posting.posting_id for posting in batch], datetime.now(UTC))
            if listing.run:
                note_listed(connection, source, *listing, [posting.source_id for posting in batch])
        return found

    try:
        return in_transaction(configured_engine(), work)
    except (JobspiderError, SQLAlchemyError) as error:
        logger.warning("Stored postings cannot be looked up, so all pages of a sitemap are fetched: %s", error)
        return {}
