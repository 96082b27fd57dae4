"""Notes what became of a leased request where Scrapy sends no signal. Both classes stand nearest to the engine (1).

With the shared frontier the nack is the retry: RETRY_ENABLED stays off, and a retryable status or a failed download
goes back to Redis without reaching the spider, until the last attempt, which the spider sees as without Redis.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.utils.misc import load_object

LONGEST_PAUSE = 3600.0  # seconds: no site stops a run for longer than this with one Retry-After


class LeaseKeeper(Protocol):
    """The shared frontier's scheduler, as far as it is needed here."""

    options: Any
    node: Any

    def will_retry(self, request: Request, reason: str, retry_after: float = 0.0) -> bool: ...
    def note_failure(self, request: Request, error: BaseException) -> None: ...
    def note_interruption(self, request: Request) -> None: ...
    def answered(self, request: Request) -> None: ...
    def lease_of(self, request: Request) -> Any: ...


class Lease:
    """What both middlewares share: they are off unless the scheduler keeps leases."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not hasattr(load_object(crawler.settings["SCHEDULER"]), "will_retry"):
            raise NotConfigured("SCHEDULER keeps no leases (JOBSPIDER_REDIS_URL is unset)")
        return cls(crawler)

    @property
    def _keeper(self) -> LeaseKeeper:
        engine: Any = self._crawler.engine
        keeper: LeaseKeeper = engine._slot.scheduler
        return keeper


class LeaseDownloaderMiddleware(Lease):
    """Sees every response last and every failed download last."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        keeper = self._keeper
        if keeper.lease_of(request) is None:
            return response
        keeper.answered(request)
        if response.status not in keeper.options.retry_statuses:
            return response
        wait = retry_after(response, datetime.now(UTC))
        if wait:
            keeper.node.pause_host(keeper.lease_of(request).host, wait)
        again = keeper.will_retry(request, f"HTTP status {response.status}", wait)
        return request if again else response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        keeper = self._keeper
        keeper.answered(request)
        if isinstance(exception, IgnoreRequest):
            return None
        return request if keeper.will_retry(request, f"{type(exception).__name__}: {exception}") else None


class LeaseSpiderMiddleware(Lease):
    """Lets one node seed the run, and sees callbacks that close the spider."""

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Passes on what the spider starts with only on the node that holds the seed."""
        seeding = self._keeper.node.seeding
        if not await seeding.may_seed():
            return
        try:
            async for each in start:
                seeding.expect(each)
                yield each
        except CloseSpider:
            seeding.give_back()
            raise
        except Exception as error:
            seeding.fail(f"start() raised {type(error).__name__}: {error}")
            raise
        seeding.seeded()

    def process_spider_exception(self, response: Response, exception: Exception) -> None:
        if isinstance(exception, CloseSpider) and response.request is not None:
            self._keeper.note_interruption(response.request)


def retry_after(response: Response, now: datetime) -> float:
    """Seconds that the response asks to wait (RFC 9110, 10.2.3: seconds or a date); 0 without a readable wish."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return min(float(value), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_PAUSE)
