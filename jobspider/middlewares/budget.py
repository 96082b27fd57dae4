"""A run's budget of requests and bytes, counted over all its nodes; a run that has spent it ends as `partial`."""

from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from jobspider.config import config
from jobspider.middlewares.host import shared_frontier, shared_lease
from jobspider.middlewares.stop import stop_run
from jobspider.outcome import Outcome


class BudgetMiddleware:
    """Stands nearest to the site: counts what is really sent, robots.txt included, and bytes as they were transferred.

    The bytes under way when the budget is spent still come in: a run may exceed `max_bytes` by these.
    """

    def __init__(self, crawler: Crawler, most_requests: int, most_bytes: int) -> None:
        self.crawler = crawler
        self.most_requests = most_requests
        self.most_bytes = most_bytes
        self._requests = 0
        self._bytes = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The spider's argument or attribute, else the setting; off without either."""
        limits = [
            int(getattr(crawler.spider, name, None) or getattr(config(), name))
            for name in ("max_requests", "max_bytes")
        ]
        if not any(limits):
            raise NotConfigured
        return cls(crawler, *limits)

    async def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest once the budget is spent; a leased request goes back to the frontier, uncounted."""
        allowed = await self._spend()
        if allowed > 0:
            return
        frontier, lease = shared_lease(self.crawler, request)
        if lease:
            frontier.note_interruption(request)
        if allowed < 0:
            raise IgnoreRequest("another node has ended the run")
        self.crawler.stats.set_value("budget/spent", 1)
        limits = ((self.most_requests, "requests"), (self.most_bytes, "bytes"))
        budget = " or ".join(f"{limit} {unit}" for limit, unit in limits if limit)
        raise stop_run(
            self.crawler,
            Outcome.PARTIAL,
            f"the run's budget of {budget} is spent, so it ends here; the next run begins anew",
        )

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """Counts the body as it came over the wire."""
        self._bytes += len(response.body)
        return response

    async def _spend(self) -> int:
        """1: the request may be sent, and is counted; 0: the budget is spent; -1: the run is over."""
        frontier: Any = shared_frontier(self.crawler)
        if frontier is not None:
            came, self._bytes = self._bytes, 0
            return int(await frontier.spend(came, self.most_requests, self.most_bytes))
        if 0 < self.most_requests <= self._requests or 0 < self.most_bytes <= self._bytes:
            return 0
        self._requests += 1
        return 1
