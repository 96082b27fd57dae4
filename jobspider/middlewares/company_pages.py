"""Asks for the pages of employers that nothing is known of, once over all nodes, and keeps what they say."""

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlsplit

from itemadapter import ItemAdapter
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from sqlalchemy.exc import SQLAlchemyError

from jobspider.config import config
from jobspider.errors import JobspiderError
from jobspider.listing import COMPANY_PAGE
from jobspider.planner.companies import Companies, Company, companies_of, company_key

logger = logging.getLogger(__name__)

REMEMBERED = 100_000
"""Employers that one process keeps in mind, so as not to look them up with each posting."""
LAST = -10
"""Priority of an employer's page: after the postings."""


class CompanyPagesMiddleware:
    """Counts `companies/asked`. A page is asked for through the frontier, as politely as every other."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stats = crawler.stats
        self.spider: Any = crawler.spider
        self.met: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Off for spiders that ask for no such pages, which is nothing to be told."""
        spider: Any = crawler.spider
        if not hasattr(spider, "parse_company"):
            raise NotConfigured
        if spider.name in (name.strip() for name in config().company_pages_for.split(",")):
            spider.company_pages = True
        if not spider.company_pages and not getattr(spider, "company_page", ""):
            raise NotConfigured
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterable[Any]) -> AsyncIterator[Any]:
        """What the page led to; then requests for its employers' pages. What such a page says is kept here."""
        is_of_company = response.request is not None and COMPANY_PAGE in response.request.meta
        described, links = list[Company](), dict[str, str]()
        async for each in result:
            if isinstance(each, Request):
                yield each
            elif is_of_company:
                described.append(each)
            else:
                yield self._noted(each, response, links)
        if described:
            await asyncio.to_thread(self.companies.remember, described)
        for request in await self._requests(response.url, links):
            yield request

    @cached_property
    def companies(self) -> Companies:
        """Made in a thread, since it may connect."""
        return companies_of(config())

    def _noted(self, item: Any, response: Response, links: dict[str, str]) -> Any:
        """The posting; one whose employer's page may be asked for says so to whoever comes after."""
        raw = item if type(item) is dict else ItemAdapter(item).asdict()
        link, name = self.spider.company_page_of(raw), str(raw.get("company") or "")
        if not link or not name or not self._is_on_site(str(link), response):
            return item
        if self.met.get(name, response.url) == response.url and len(self.met) < REMEMBERED:
            links.setdefault(name, str(link))
        return {**raw, COMPANY_PAGE: link}

    def _is_on_site(self, link: str, response: Response) -> bool:
        """Whether the page is on the posting's own host, or on one that the spider's file names."""
        host = urlsplit(link).hostname or ""
        named = getattr(self.spider, "allowed_domains", None) or []
        return host == urlsplit(response.url).hostname or any(
            host == name or host.endswith(f".{name}") for name in named
        )

    async def _requests(self, page: str, links: dict[str, str]) -> list[Request]:
        """For the employers whose pages are to be asked for in this run. A page that is read again, since its process
        ended before its links were queued, asks again."""
        if not links:
            return []
        wanted = await asyncio.to_thread(self._wanted, links)
        self.met.update(dict.fromkeys(links, page))
        self.stats.inc_value("companies/asked", len(wanted))
        return [self._request(link, name) for name, link in wanted.items()]

    def _request(self, link: str, name: str) -> Request:
        request: Request = self.spider.request(link, self.spider.parse_company, priority=LAST)
        request.meta[COMPANY_PAGE] = name
        return request

    def _wanted(self, links: dict[str, str]) -> dict[str, str]:
        run = self.stats.get_value("run/id", "")
        try:
            unknown = [name for name in links if company_key(name) and self.companies.find(name) is None]
            asked = {name: self.companies.link_to_ask(name, run, links[name]) for name in unknown}
        except (JobspiderError, SQLAlchemyError) as error:
            logger.warning("companies cannot be looked up, so none is asked for: %s", error)
            return {}
        # Another process may have told the address by way of Redis: it has to be as good as one of a page's.
        return {name: link for name, link in asked.items() if link and urlsplit(link).scheme in {"http", "https"}}
