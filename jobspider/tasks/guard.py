"""Looks at each request of a task, redirects and robots.txt included, before anything is asked of its host."""

import asyncio
from collections import OrderedDict
from typing import Any, Self, cast

from aiohttp.abc import AbstractResolver
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

from jobspider import policy
from jobspider.addresses import Addresses, numeric
from jobspider.config import config
from jobspider.middlewares.contact import is_loopback
from jobspider.middlewares.policy import permitted_sites
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks.ended import UrlEndedError
from jobspider.tasks.spelling import DEFAULT_PORTS, closed, literal, refusal

KEPT_HOSTS = 1000
RESOLVE_SECONDS = 10.0


class GuardMiddleware:
    """Refuses URLs by their spelling and by their host's addresses, so that the answer says why. What protects is the
    socket: see jobspider.tasks.download."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.permitted = permitted_sites()
        self.addresses = Addresses.read(config().task_allow)
        self.resolver = cast(AbstractResolver, load_object(crawler.settings["TASK_RESOLVER"])())
        self.known: OrderedDict[tuple[str, int], Ending | None] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds its components."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises UrlEndedError for what is not fetched."""
        sentence = refusal(request.url, self.addresses)
        if sentence is not None:
            raise UrlEndedError(UrlOutcome.REFUSED, sentence)
        sentence = policy.refusal(request.url, self.permitted)
        if sentence is not None:
            raise UrlEndedError(UrlOutcome.REFUSED, sentence)
        request.meta.pop("proxy", None)  # it would connect in our place
        parts = urlparse_cached(request)
        host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
        if not config().contact and not is_loopback(host):
            sentence = "this service has no JOBSPIDER_CONTACT, so no foreign site is asked: tell its operator"
            raise UrlEndedError(UrlOutcome.REFUSED, sentence)
        ending = cast(Any, self.crawler.spider).left_alone(host) or await self.ending_of(host, port)
        if ending is not None:
            raise UrlEndedError(*ending)

    async def ending_of(self, host: str, port: int) -> Ending | None:
        """Why the host is not asked, as its addresses have it; asked of the resolver once."""
        if literal(host) is not None:  # its spelling was looked at
            return None
        if (host, port) not in self.known:
            self.known[host, port] = await self._ask(host, port)
            if len(self.known) > KEPT_HOSTS:
                self.known.popitem(last=False)
        return self.known[host, port]

    async def _ask(self, host: str, port: int) -> Ending | None:
        try:
            found = await asyncio.wait_for(self.resolver.resolve(host, port), RESOLVE_SECONDS)
        except (OSError, TimeoutError, UnicodeError):
            return Ending(UrlOutcome.UNREACHABLE, f"the name {host} has no address")
        bad = [each["host"] for each in found if not self.addresses.permit(each["host"], port)]
        return Ending(UrlOutcome.REFUSED, closed(host, numeric(bad[0]), port)) if bad else None
