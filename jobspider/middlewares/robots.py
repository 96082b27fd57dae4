"""robots.txt as RFC 9309 has it, with the operator's declared permissions; asked for once by nodes that share work."""

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from jobspider.config import config
from jobspider.middlewares.host import shared_lease, slow_down
from jobspider.middlewares.robots_answer import (
    FORBID_ALL,
    LONGEST_CRAWL_DELAY,
    UNREACHABLE_SECONDS,
    RobotsAnswer,
    crawl_delay_of,
)
from jobspider.policy import source_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of a host's robots.txt; moments by time.monotonic()."""

    parser: RobotParser | None
    """None: the spider closed before it was known."""
    crawl_delay: float = 0.0
    since: float = 0.0
    """When the crawl delay began to hold on all nodes."""
    until: float = 0.0
    is_unreachable: bool = False
    """Whether the site could not say what it forbids: then all is."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with four differences: an answer that is no robots.txt is not read as one, Crawl-delay is
    kept, processes that share a frontier share one request for it, and an operator who has the site's permission can
    lift the rules for a spider by JOBSPIDER_ROBOTS_LIFTED_FOR."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        name = crawler.spider.name if crawler.spider else ""  # `scrapy shell` has none yet
        self.lifted = name in lifted_spiders()
        self._agent = self._robotstxt_useragent or self._default_useragent
        self._known: dict[str, asyncio.Future[Rules]] = {}
        self._unreachable_seconds = crawler.settings.getfloat("ROBOTS_UNREACHABLE_SECONDS", UNREACHABLE_SECONDS)
        retried_there = crawler.settings.getbool("RETRY_ENABLED")
        self._tries = 1 if retried_there else 1 + crawler.settings.getint("RETRY_TIMES")
        if self.lifted:
            logger.warning("robots.txt is lifted for %s: JOBSPIDER_ROBOTS_LIFTED_FOR names it", name)
            crawler.stats.set_value("robotstxt/lifted", True)

    async def process_request(self, request: Request) -> Request | None:  # type: ignore[override]
        """Raises IgnoreRequest for a URL that the site's robots.txt forbids; gives a request that must wait longer than
        was known when it was leased back to the frontier."""
        if self.lifted:
            return None
        if self._is_permitted(request):
            await self.robot_parser(request)  # its Crawl-delay holds all the same
        else:
            await super().process_request(request)
        known = self._known.get(urlparse_cached(request).netloc)
        if known is None or not known.done() or request.meta.get("dont_obey_robotstxt"):
            return None
        return self._in_its_turn(request, known.result())

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The host's rules, asked for once however many requests wait for them."""
        netloc = urlparse_cached(request).netloc
        known = self._known.get(netloc)
        if known is None or _is_spent(known):
            known = self._known[netloc] = asyncio.ensure_future(self._learn(request))
        return (await asyncio.shield(known)).parser

    def _is_permitted(self, request: Request) -> bool:
        """Whether the request carries the key of an API whose owner gave it to the operator (jobspider/policy.py)."""
        spider: Any = self.crawler.spider
        if not hasattr(spider, "is_keyed") or not spider.is_keyed(request):
            return False
        permitted = source_of(urlsplit(spider.api_url).hostname or "").keyed
        if permitted and not self._stats.get_value("robotstxt/permitted_by_key"):
            logger.info("The key of %s permits what robots.txt forbids to others: docs/policy.md", spider.api_url)
        if permitted:
            self._stats.inc_value("robotstxt/permitted_by_key")
        return permitted

    def _in_its_turn(self, request: Request, rules: Rules) -> Request | None:
        if rules.parser is None:
            frontier, lease = shared_lease(self.crawler, request)
            if not lease:
                raise IgnoreRequest("The spider closes before robots.txt is known.")
            frontier.note_interruption(request)
            return request
        if rules.crawl_delay and slow_down(self.crawler, request, rules.crawl_delay, rules.since):
            return request
        return None

    async def _learn(self, request: Request) -> Rules:
        """Asks the other nodes, or the site; an answer that cannot be read forbids all."""
        shared: Any = getattr(self.crawler.engine and self.crawler.engine.scheduler, "robots", None)
        since = monotonic()
        if shared is None:
            answer = await self._ask(request)
        else:
            found = await shared.get(f"{self._agent}:{_robots_url(request)}", request, self._is_readable, self._fetch)
            if found is None:
                return Rules(None)
            answer, since = RobotsAnswer.read(found[0]), found[1]
        if answer.is_unreachable:
            self._stats.inc_value("robotstxt/unreachable")
            logger.error(
                "%s can't be had (%s): nothing is fetched there, and it is asked for again after %.0f s",
                _robots_url(request),
                f"status {answer.status}" if answer.status else "no answer",
                self._unreachable_seconds,
            )
        parser = self._parsed(answer)
        details = {"signal": signals.robots_parsed, "robotparser": parser, "request": request}
        await self.crawler.signals.send_catch_log_async(**details)
        until = monotonic() + answer.kept_seconds(self._unreachable_seconds)
        asked = crawl_delay_of(parser, self._agent)
        longest = self.longest_delay(request)
        if asked > longest:
            parser = self._left_alone(request, asked)
        return Rules(parser, min(asked, longest), since, until, answer.is_unreachable)

    def longest_delay(self, request: Request) -> float:
        """Seconds between two requests to the request's host that this crawl can keep, or keeps anyway."""
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        own = downloader.per_slot_settings.get(downloader.get_slot_key(request), {})
        delay = float(own.get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY")))
        return max(LONGEST_CRAWL_DELAY, delay)

    def _left_alone(self, request: Request, asked: float) -> RobotParser:
        """Rules that forbid all, for a site that wants to be asked more seldom than this crawl can."""
        self._stats.inc_value("robotstxt/too_seldom")
        logger.error(
            "%s asks for %.0f s between two requests, more than the %.0f s that a crawl waits: nothing is fetched "
            "there. Leave the site out, or keep as long a delay by DOWNLOAD_DELAY",
            _robots_url(request),
            asked,
            LONGEST_CRAWL_DELAY,
        )
        return self._parser(FORBID_ALL)

    async def _fetch(self, request: Request) -> tuple[bytes, float, float]:
        """For the shared frontier: the answer as bytes, how long it holds, and the crawl delay that it asks for."""
        answer = await self._ask(request)
        return (
            answer.packed,
            answer.kept_seconds(self._unreachable_seconds),
            min(crawl_delay_of(self._parsed(answer), self._agent), LONGEST_CRAWL_DELAY),
        )

    async def _ask(self, request: Request) -> RobotsAnswer:
        """Asks the site, again where nobody else would; requests to its host keep their distance as ever."""
        answer = RobotsAnswer()
        for _ in range(self._tries):
            answer = await self._ask_once(request)
            if 0 < answer.status < 500:
                break
        return answer

    async def _ask_once(self, request: Request) -> RobotsAnswer:
        assert self.crawler.engine is not None
        slot = {"download_slot": self.crawler.engine.downloader.get_slot_key(request)}
        wanted = Request(
            _robots_url(request),
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True, **slot},
            callback=NO_CALLBACK,
        )
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(wanted)
        except Exception as error:
            self._stats.inc_value(f"robotstxt/exception_count/{type(error)}")
            logger.warning("%s: %s: %s", wanted.url, type(error).__name__, error)
            return RobotsAnswer()
        self._stats.inc_value("robotstxt/response_count")
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        return RobotsAnswer.of(response)

    def _parsed(self, answer: RobotsAnswer) -> RobotParser:
        try:
            return self._parser(answer.rules)
        except Exception:
            logger.exception("A robots.txt cannot be read: until it can, nothing is fetched there")
            return self._parser(FORBID_ALL)

    def _parser(self, rules: bytes) -> RobotParser:
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules)
        return parser

    def _is_readable(self, data: bytes) -> bool:
        try:
            RobotsAnswer.read(data)
        except Exception:
            return False
        return True


def _is_spent(known: asyncio.Future[Rules]) -> bool:
    return known.done() and (known.exception() is not None or known.result().until < monotonic())


def _robots_url(request: Request) -> str:
    url = urlparse_cached(request)
    return f"{url.scheme}://{url.netloc}/robots.txt"


def lifted_spiders() -> set[str]:
    """Names of the spiders whose sites permit what their robots.txt forbids, as the operator declares."""
    return {name.strip() for name in config().robots_lifted_for.split(",")} - {""}
