"""A circuit breaker per host: one that doesn't answer is paused, tried again by one request, at last given up."""

import logging
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from jobspider.component import Component
from jobspider.errors import HostDownError
from jobspider.middlewares.circuit_rules import Circuit, CircuitRules, Verdict
from jobspider.middlewares.host import pause_host, shared_frontier, shared_lease, slot_of

logger = logging.getLogger(__name__)

NO_ANSWER = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)


class CircuitMiddleware(Component):
    """Counts `circuit/pauses`, `circuit/hosts_down` and `circuit/failed_requests`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.stats = crawler.stats
        self.rules = CircuitRules.of(crawler.settings)
        self._circuits: dict[str, Circuit] = {}
        self._down: set[str] = set()

    def process_request(self, request: Request) -> None:
        """Raises HostDownError for a host that was given up in this run."""
        host = self._host(request)
        frontier = shared_frontier(self.crawler)
        if host in (self._down if frontier is None else frontier.node.standing.down):
            self.stats.inc_value("circuit/failed_requests")
            request.meta["dont_retry"] = True
            raise HostDownError(f"{host} was given up in this run: it had not answered for a long time")

    def process_response(self, request: Request, response: Response) -> Response:
        """A server's error is a failure, unless it says itself how long to wait; any other answer is a success."""
        self._note(request, failed=response.status >= 500 and "Retry-After" not in response.headers)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """No answer at all is a failure."""
        if isinstance(exception, NO_ANSWER):
            self._note(request, failed=True)

    def _note(self, request: Request, *, failed: bool) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return  # robots.txt has a patience of its own
        frontier, lease = shared_lease(self.crawler, request)
        if lease:
            frontier.note_answer(request, failed=failed)
        elif failed:
            self._failed(request)
        elif circuit := self._circuits.pop(self._host(request), None):
            self._close(request, circuit)

    def _failed(self, request: Request) -> None:
        circuit = self._circuits.setdefault(self._host(request), Circuit())
        verdict = circuit.failed(monotonic(), self.rules)
        if verdict is Verdict.PAUSE:
            self._pause(request, circuit)
        elif verdict is Verdict.DOWN:
            self._give_up(request)

    def _pause(self, request: Request, circuit: Circuit) -> None:
        seconds = self.rules.pause(circuit.rounds)
        self.stats.inc_value("circuit/pauses")
        logger.warning(
            "%s does not answer (%d failures in a row): nothing is sent there for %.0f s, then one request tries it",
            self._host(request),
            circuit.failures,
            seconds,
        )
        pause_host(self.crawler, request, seconds)
        if slot := slot_of(self.crawler, request):
            slot.concurrency = 1

    def _close(self, request: Request, circuit: Circuit) -> None:
        if circuit.is_half_open:
            logger.info("%s answers again", self._host(request))
            slot, downloader = slot_of(self.crawler, request), self._downloader
            own = downloader.per_slot_settings.get(self._host(request), {})
            if slot:
                slot.concurrency = own.get("concurrency", downloader.ip_concurrency or downloader.domain_concurrency)

    def _give_up(self, request: Request) -> None:
        host = self._host(request)
        self._down.add(host)
        self.stats.inc_value("circuit/hosts_down")
        logger.error("%s is given up after %d pauses: this run's requests to it fail", host, self.rules.rounds)
        slot = slot_of(self.crawler, request)
        while slot and slot.queue:  # these have passed process_request already
            _, waiting = slot.queue.popleft()
            self.stats.inc_value("circuit/failed_requests")
            error = HostDownError(f"{host} was given up in this run while this request waited")
            waiting.errback(Failure(error))  # type: ignore[no-untyped-call]

    def _host(self, request: Request) -> str:
        return str(self._downloader.get_slot_key(request))

    @property
    def _downloader(self) -> Any:
        assert self.crawler.engine is not None
        return self.crawler.engine.downloader
