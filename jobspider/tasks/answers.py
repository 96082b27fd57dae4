"""Answers that end the URLs of one host: in a task, a list of many sites, they must not end the run."""

from datetime import UTC, datetime
from typing import Any, cast

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from jobspider.challenge import challenge_of
from jobspider.component import Component
from jobspider.middlewares.host import pause_host
from jobspider.middlewares.retry_after import LONGEST_WAIT_SECONDS, asked_wait
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks.ended import UrlEndedError

UNASKED_WAIT_SECONDS = 60.0
"""How long a host that has answered 429 without a time, or a challenge, is left alone by all crawls."""


class AnswerMiddleware(Component):
    """Takes the place of the middlewares that end a run at a challenge page or a 429."""

    async def process_response(self, request: Request, response: Response) -> Response:
        """Passes the answer on; raises UrlEndedError where the host is to be left alone."""
        host = urlparse_cached(request).hostname or ""
        wait = asked_wait(response, datetime.now(UTC))
        ending = ending_of(host, response, wait)
        if ending is None:
            return response
        pause_host(self.crawler, request, min(wait or UNASKED_WAIT_SECONDS, LONGEST_WAIT_SECONDS))
        await cast(Any, self.crawler.spider).leave_alone(host, ending)
        raise UrlEndedError(*ending)


def ending_of(host: str, response: Response, wait: float | None) -> Ending | None:
    """How the host's URLs end at this answer; None for an ordinary one."""
    challenge = challenge_of(response)
    if challenge is not None:
        sentence = f"{host} answered with a challenge page ({challenge}); it is not worked around"
        return Ending(UrlOutcome.CHALLENGED, sentence)
    if response.status == 429 or (response.status == 503 and wait is not None):
        asked = f"to wait {wait:.0f} s" if wait is not None else "us to slow down"
        return Ending(UrlOutcome.RATE_LIMITED, f"{host} asks {asked}: post its URLs again after that")
    return None
