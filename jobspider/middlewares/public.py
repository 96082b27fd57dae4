"""JOBSPIDER_PUBLIC_ONLY: says why what lies within our own networks is not fetched. Its sockets see to it: see
jobspider.download."""

from functools import cached_property

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from jobspider.component import Component
from jobspider.download import AddressRefusedError, guard_of
from jobspider.guard import Guard
from jobspider.middlewares.policy import Refusals
from jobspider.spelling import port_of


class PublicMiddleware(Component):
    """Refuses requests before robots.txt is asked for; counted as those that the source policy refuses."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.refusals = Refusals(crawler)

    @cached_property
    def guard(self) -> Guard | None:
        """Made at the first request: its resolver belongs to the loop, which runs by then."""
        return guard_of(self.crawler.settings)

    async def process_request(self, request: Request) -> None:
        """Raises AddressRefusedError with the reason."""
        if self.guard is None:
            return
        sentence = self.guard.refusal(request.url)
        if sentence is None:
            parts = urlparse_cached(request)
            sentence = (await self.guard.standing(parts.hostname or "", port_of(parts))).refusal
        if sentence is not None:
            raise AddressRefusedError(sentence)

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002  Scrapy names both
        """Counts what was refused, also by the socket: a name that changed after it was looked at."""
        if isinstance(exception, AddressRefusedError):
            self.refusals.note(str(exception))
