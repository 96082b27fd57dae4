"""Looks at each request of a task, redirects and robots.txt included, before anything is asked of its host."""

from typing import Any, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from jobspider import policy
from jobspider.component import Component
from jobspider.config import config
from jobspider.download import guard_of
from jobspider.middlewares.contact import is_loopback
from jobspider.permission import permitted_sites
from jobspider.spelling import port_of
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks.ended import UrlEndedError
from jobspider.tasks.spelling import too_long


class GuardMiddleware(Component):
    """Refuses URLs by their spelling and by their host's addresses, so that the answer says why. What protects is the
    socket: see jobspider.download."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.permitted = permitted_sites()
        guard = guard_of(crawler.settings)
        assert guard is not None  # a task's settings say so
        self.guard = guard

    async def process_request(self, request: Request) -> None:
        """Raises UrlEndedError for what is not fetched."""
        sentence = (
            too_long(request.url) or self.guard.refusal(request.url) or policy.refusal(request.url, self.permitted)
        )
        if sentence is not None:
            raise UrlEndedError(UrlOutcome.REFUSED, sentence)
        request.meta.pop("proxy", None)  # it would connect in our place
        parts = urlparse_cached(request)
        host, port = parts.hostname or "", port_of(parts)
        if not config().contact and not is_loopback(host):
            sentence = "this service has no JOBSPIDER_CONTACT, so no foreign site is asked: tell its operator"
            raise UrlEndedError(UrlOutcome.REFUSED, sentence)
        ending = cast(Any, self.crawler.spider).left_alone(host) or await self.ending_of(host, port)
        if ending is not None:
            raise UrlEndedError(*ending)

    async def ending_of(self, host: str, port: int) -> Ending | None:
        """Why the host is not asked, as its addresses have it."""
        standing = await self.guard.standing(host, port)
        if not standing.has_address:
            return Ending(UrlOutcome.UNREACHABLE, f"the name {host} has no address")
        return Ending(UrlOutcome.REFUSED, standing.refusal) if standing.refusal else None
