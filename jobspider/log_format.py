"""Log lines of a crawl."""

from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class BriefLogFormatter(LogFormatter):
    """Scrapy's, but a dropped posting is named by its reason: its whole text would fill the log."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Reason and page."""
        line = super().dropped(item, exception, response, spider)
        return {**line, "msg": "Dropped: %(exception)s (%(page)s)", "args": {"exception": exception, "page": response}}
