"""Conditional requests (RFC 9110, 13): a list that has not changed is not sent again, and is read as it came last."""

import re
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.extensions.httpcache import RFC2616Policy
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from jobspider.listing import JOB_PAGE

DOCUMENTS = re.compile(r"\b(?:json|xml|rss|atom|gzip)\b", re.IGNORECASE)
"""Media types of lists that programs are to read; pages for people change with every look."""
VALIDATORS = ("If-None-Match", "If-Modified-Since")
OF_ONE_DOWNLOAD = ("cached_response", "cache_timestamp", "_dont_cache", "conditional_document")


class ListDocumentPolicy(RFC2616Policy):
    """Keeps lists that have a validator, asks the site at every run, and believes nothing but its 304.

    Scrapy's policy would also take a kept answer without asking, or in place of a server's error.
    """

    def should_cache_request(self, request: Request) -> bool:
        """Lists that are fetched plainly: no job page, no robots.txt, nothing through a browser."""
        plain = request.method == "GET" and not request.body and request.callback is not NO_CALLBACK
        listing = JOB_PAGE not in request.meta and not request.meta.get("playwright")
        return plain and listing and super().should_cache_request(request)

    def should_cache_response(self, response: Response, request: Request) -> bool:
        """Answers of the kinds that are kept; one that was kept already stays as old as it is."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0]
        a_list = bool(DOCUMENTS.search(kind)) and "html" not in kind.lower()
        new = response.status == 200 and "cached" not in response.flags and "Content-Encoding" not in response.headers
        told = "ETag" in response.headers or "Last-Modified" in response.headers
        return a_list and new and told and super().should_cache_response(response, request)

    def is_cached_response_fresh(self, cachedresponse: Response, request: Request) -> bool:
        """Never: the site is asked, with what it said of the version that we have."""
        self._set_conditional_validators(request, cachedresponse)
        return False

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:  # noqa: ARG002  # Scrapy's names
        """What the site itself calls unchanged."""
        return response.status == 304


class ConditionalMiddleware(HttpCacheMiddleware):
    """Scrapy's, with the database's work in a thread. Stands nearer to the spider than what counts bytes and unpacks.

    Counts `httpcache/revalidate`: lists that had not changed.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """Off where JOBSPIDER_CONDITIONAL_REQUESTS says so, and for what is answered to a key, the operator's alone."""
        if hasattr(crawler.spider, "is_keyed"):
            raise NotConfigured
        return super().from_crawler(crawler)

    async def process_request(self, request: Request) -> Any:  # type: ignore[override]
        """Adds to the request what the site said of the version that we have."""
        forget(request)
        if not request.meta.get("dont_cache") and self.policy.should_cache_request(request):
            await self.storage.load(request)
        return super().process_request(request)

    async def process_response(self, request: Request, response: Response) -> Any:  # type: ignore[override]
        """The kept answer in place of a 304; a new one is kept."""
        answer = super().process_response(request, response)
        await self.storage.save(request)
        return answer

    def process_exception(self, request: Request, exception: Exception) -> None:  # type: ignore[override]
        """Nothing: a site that can't be reached has shown nothing, whatever it showed last time."""


def forget(request: Request) -> None:
    """Takes from a request what an earlier try, or a redirect to it, left there: it was about another answer."""
    for name in OF_ONE_DOWNLOAD:
        request.meta.pop(name, None)
    for name in VALIDATORS:
        request.headers.pop(name, None)
