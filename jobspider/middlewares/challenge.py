"""A challenge page ends the site's run; it is never worked around."""

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from jobspider.challenge import challenge_of
from jobspider.component import Component
from jobspider.middlewares.host import pause_host
from jobspider.middlewares.stop import stop_run
from jobspider.outcome import Outcome

PAUSE_SECONDS = 600.0
"""For so long no other run that shares the frontier asks the site either."""


class ChallengeMiddleware(Component):
    """Ends the run with outcome `challenged` at the first challenge page."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Passes everything on but challenge pages."""
        challenge = challenge_of(response)
        if challenge is None:
            return response
        host = urlparse_cached(request).hostname
        pause_host(self.crawler, request, PAUSE_SECONDS)
        raise stop_run(
            self.crawler,
            Outcome.CHALLENGED,
            f"{host} answered {request.url} with a challenge page ({challenge}): the run ends here and is not worked "
            "around; crawl less often, or ask the site for permission or an API",
        )
