"""robots.txt for tasks: a site that does not answer is told apart from one that forbids."""

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from jobspider.middlewares.robots import RobotsMiddleware
from jobspider.task import UrlOutcome
from jobspider.tasks.ended import UrlEndedError


class TaskRobotsMiddleware(RobotsMiddleware):
    """As in every crawl; nothing is fetched where robots.txt can't be had."""

    async def process_request(self, request: Request) -> Request | None:  # type: ignore[override]
        """Raises UrlEndedError where the site does not answer, else as in every crawl."""
        try:
            return await super().process_request(request)
        except IgnoreRequest as error:
            parts = urlparse_cached(request)
            known = self._known.get(parts.netloc)
            if known is None or not known.result().is_unreachable:
                raise
            sentence = f"{parts.hostname} does not answer for its robots.txt, so nothing else is asked there"
            raise UrlEndedError(UrlOutcome.UNREACHABLE, sentence) from error
