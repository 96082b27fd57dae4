"""429 and Retry-After: the whole host waits as long as it asks for, or the run ends where that is too long."""

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from jobspider.component import Component
from jobspider.middlewares.host import pause_host, tries_of
from jobspider.middlewares.stop import stop_run
from jobspider.outcome import Outcome

logger = logging.getLogger(__name__)

FIRST_WAIT_SECONDS = 10.0
"""Wait after a 429 that names no time; doubled each time."""
LONGEST_WAIT_SECONDS = 600.0
"""A site that asks for more is left alone until the next run."""


class RetryAfterMiddleware(Component):
    """Pauses the host, then lets Scrapy's RetryMiddleware, or the shared frontier, ask again."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Passes the answer on; raises IgnoreRequest where the site asks for more patience than a run has."""
        if response.status not in (429, 503):
            return response
        asked = asked_wait(response, datetime.now(UTC))
        if asked is None and response.status == 503:
            return response
        tries, most = tries_of(self.crawler, request)
        wait = asked if asked is not None else FIRST_WAIT_SECONDS * 2**tries
        self.crawler.stats.inc_value("retry_after/count")
        if wait > LONGEST_WAIT_SECONDS or tries >= most:
            raise stop_run(self.crawler, Outcome.RATE_LIMITED, too_long(request, response.status, wait, tries))
        self.pause(request, wait)
        return response

    def pause(self, request: Request, seconds: float) -> None:
        """Nothing more is sent to the request's host for so long."""
        logger.warning("%s asks to wait: nothing is sent there for %.0f s", urlparse_cached(request).hostname, seconds)
        pause_host(self.crawler, request, seconds)


def asked_wait(response: Response, now: datetime) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110, section 10.2.3: seconds or a date); None where it says nothing."""
    header = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if header.isdecimal():
        return float(header[:9])
    try:
        return max(0.0, (parsedate_to_datetime(header) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def too_long(request: Request, status: int, wait: float, tries: int) -> str:
    """Why the run ends, in a sentence."""
    host = urlparse_cached(request).hostname
    return (
        f"{host} answered {status} to {request.url} after {tries} retries and asks to wait {wait:.0f} s: the run ends"
    )
