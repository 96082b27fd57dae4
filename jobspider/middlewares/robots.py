"""robots.txt as RFC 9309 has it, with the operator's declared permissions."""

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from jobspider.config import config

logger = logging.getLogger(__name__)
FORBID_ALL = b"User-agent: *\nDisallow: /"


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with two differences: an answer that is no robots.txt is not read as one, and an operator
    who has the site's permission can lift the rules for a spider by JOBSPIDER_ROBOTS_LIFTED_FOR."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        assert crawler.spider is not None
        self.lifted = crawler.spider.name in lifted_spiders()
        if self.lifted:
            logger.warning("robots.txt is lifted for %s: JOBSPIDER_ROBOTS_LIFTED_FOR names it", crawler.spider.name)
            crawler.stats.set_value("robotstxt/lifted", True)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises IgnoreRequest for a URL that the site's robots.txt forbids."""
        if not self.lifted:
            await super().process_request(request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        await super()._parse_robots(response.replace(body=self.rules(response)), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """No answer is as 5xx (RFC 9309, section 2.3.1.4); Scrapy's own middleware would allow everything."""
        self._stats.inc_value("robotstxt/unreachable")
        logger.error("%s/robots.txt can't be had (%s): until it can, nothing is fetched there", netloc, exc)
        waiting, forbidden = self._parsers[netloc], build_from_crawler(self._parserimpl, self.crawler, FORBID_ALL)
        assert isinstance(waiting, Deferred)
        self._parsers[netloc] = forbidden
        waiting.callback(forbidden)

    def rules(self, response: Response) -> bytes:
        """The rules that an answer stands for (RFC 9309, section 2.3.1): 4xx is none, 5xx forbids all."""
        if response.status < 400:
            return response.body
        if response.status < 500 and response.status != 429:
            return b""
        self._stats.inc_value("robotstxt/unreachable")
        logger.error("%s answered %d: until it can be read, nothing is fetched there", response.url, response.status)
        return FORBID_ALL


def lifted_spiders() -> set[str]:
    """Names of the spiders whose sites permit what their robots.txt forbids, as the operator declares."""
    return {name.strip() for name in config().robots_lifted_for.split(",")} - {""}
