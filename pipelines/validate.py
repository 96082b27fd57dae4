"""First step: a spider's raw dict becomes a Posting, or a counted drop that says why."""

import logging
from datetime import UTC, datetime
from typing import Any

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from jobspider.component import Component
from jobspider.errors import InvalidPostingError
from jobspider.posting import Posting

logger = logging.getLogger(__name__)


class ValidatePipeline(Component):
    """Counts `postings/dropped` and `postings/field_problems`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        assert crawler.spider is not None
        self.stats = crawler.stats
        self.source = crawler.spider.name
        self.country: str | None = getattr(crawler.spider, "country", None)

    def process_item(self, item: Any) -> Posting:
        """The posting; raises DropItem with a sentence where the row cannot be one."""
        raw = item if type(item) is dict else ItemAdapter(item).asdict()  # asdict copies what is a dict already
        now = datetime.now(UTC)
        try:
            return Posting.from_raw(raw, source=self.source, now=now, country=self.country, problem=self.problem)
        except InvalidPostingError as error:
            self.stats.inc_value("postings/dropped")
            raise DropItem(str(error)) from error

    def problem(self, sentence: str) -> None:
        """A value that was left out, told where people look for it and never at the cost of the posting."""
        self.stats.inc_value("postings/field_problems")
        logger.info("%s: %s", self.source, sentence)
