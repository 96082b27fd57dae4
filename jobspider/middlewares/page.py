"""What a page turned out to be: counts pages, and tells a changed layout apart from an error in a spider."""

import logging
from collections.abc import Iterable
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response

from jobspider.component import Component
from jobspider.errors import SchemaChangedError
from jobspider.listing import PART, list_troubled

logger = logging.getLogger(__name__)


class PageMiddleware(Component):
    """Counts `pages/count` and `postings/unreadable_pages`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.stats = crawler.stats
        self.signals = crawler.signals

    def process_spider_input(self, response: Response) -> None:  # noqa: ARG002
        """A page that reached its callback counts."""
        self.stats.inc_value("pages/count")

    def process_spider_exception(self, response: Response, exception: Exception) -> Iterable[Any] | None:
        """A page that should hold postings and holds none is recorded and the run goes on."""
        if not isinstance(exception, SchemaChangedError):
            return None
        self.stats.inc_value("postings/unreadable_pages")
        self.signals.send_catch_log(list_troubled, part=response.meta.get(PART, ""))
        logger.error("%s: %s", response.url, exception)
        return []
