"""Says of each posting which list has named it, and of each list whether something of it could not be read."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.spidermiddlewares.httperror import HttpError

from jobspider.component import Component
from jobspider.listing import (
    CHANGED_PAGE,
    COMPANY_PAGE,
    JOB_PAGE,
    LISTED_IN,
    PART,
    Listing,
    list_troubled,
    posting_gone,
    scope_name,
)

GONE = frozenset({404, 410})
"""Answers by which a posting's own page says that there is none any more."""


def listing_of(crawler: Crawler, response: Response) -> Listing | None:
    """The list that the page belongs to, in this run; None in a run of what is due, which reads parts of many lists."""
    if getattr(crawler.spider, "due", 0):
        return None
    scope = scope_name(getattr(crawler.spider, "scope", {}), response.meta.get(PART, ""))
    return Listing(scope, crawler.stats.get_value("run/id", ""))


class _Watching(Component):
    """What both middlewares know of the crawl."""

    def troubled(self, request: Request | None) -> None:
        """What the list named may be missing from what this run stores; employers' pages name no posting."""
        if request is not None and COMPANY_PAGE in request.meta:
            return
        part = request.meta.get(PART, "") if request is not None else ""
        self.crawler.signals.send_catch_log(list_troubled, part=part)


class ListingSpiderMiddleware(_Watching):
    """Marks the postings of a page with its list, and lets the page's links inherit it."""

    def process_spider_output(self, response: Response, result: Iterable[Any]) -> Iterable[Any]:
        """Postings are dicts here; what else a spider yields passes."""
        listing = listing_of(self.crawler, response)
        for each in result:
            yield marked(each, listing, response.meta.get(PART, ""))

    async def process_spider_output_async(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """The same for callbacks that are coroutines."""
        listing = listing_of(self.crawler, response)
        async for each in result:
            yield marked(each, listing, response.meta.get(PART, ""))

    def process_spider_exception(self, response: Response, exception: Exception) -> None:
        """An error while a page was read; refused pages are the other middleware's."""
        if not isinstance(exception, HttpError):
            self.troubled(response.request)


def marked(each: Any, listing: Listing | None, part: str) -> Any:
    """A posting with its list, a request with the part that its page belongs to."""
    if isinstance(each, Request):
        if part:
            each.meta.setdefault(PART, part)
    elif type(each) is dict and listing is not None:
        return {LISTED_IN: listing, **each}  # a copy: who yielded it may look at it again
    return each


class ListingDownloaderMiddleware(_Watching):
    """Sees what became of each request in the end."""

    def process_response(self, request: Request, response: Response) -> Response:
        """A posting's page that is gone says so; every other page that is refused leaves its list incomplete."""
        if response.status < 400 or request.callback is NO_CALLBACK:
            return response
        if response.status in GONE and not {JOB_PAGE, CHANGED_PAGE}.isdisjoint(request.meta):
            self.crawler.signals.send_catch_log(posting_gone, key=_key(request), url=link_of(request))
        else:
            self.troubled(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002  Scrapy's names
        """No answer at all, or one that was not asked for."""
        if request.callback is not NO_CALLBACK:
            self.troubled(request)


def _key(request: Request) -> str | None:
    """The site's own key of the posting that the request is about, where the board carries it along."""
    card = request.cb_kwargs.get(request.meta.get(JOB_PAGE, ""), {})
    return str(card["source_id"]) if "source_id" in card else None


def link_of(request: Request) -> str:
    """The address that the list named, before any redirect."""
    first: list[str] = request.meta.get("redirect_urls") or [request.url]
    return first[0]
