"""The source policy, before a request leaves: whoever made it, a spider, a task, a page command or a redirect."""

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from jobspider.component import Component
from jobspider.permission import permitted_sites
from jobspider.policy import refusal

logger = logging.getLogger(__name__)


class Refusals:
    """Counts requests that are not sent for a reason of ours, as `policy/refused`; says each reason once."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats
        self._said: set[str] = set()

    def note(self, sentence: str) -> None:
        """One more of them."""
        self.stats.inc_value("policy/refused")
        if sentence not in self._said:  # once a host: a page may hold hundreds of such links
            self._said.add(sentence)
            logger.error("%s", sentence)
            self.stats.set_value("policy/because", self.stats.get_value("policy/because") or sentence)


class PolicyMiddleware(Component):
    """Refuses requests to sites that the policy holds back."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.refusals = Refusals(crawler)
        self.permitted = permitted_sites()
        if self.permitted:
            logger.warning("JOBSPIDER_PERMITTED_SITES names %s", ", ".join(sorted(self.permitted)))

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest with the reason."""
        sentence = refusal(request.url, self.permitted)
        if sentence is not None:
            self.refusals.note(sentence)
            raise IgnoreRequest(sentence)
