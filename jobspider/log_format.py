"""Log lines of a crawl."""

import logging
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from jobspider.errors import JobspiderError

FORESEEN = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    JobspiderError,
)
"""Failures of a download that a sentence says all about."""


def without_traceback(record: logging.LogRecord) -> bool:
    """Takes the traceback from the line about a site that doesn't answer; every line passes."""
    if record.exc_info and isinstance(record.exc_info[1], FORESEEN):
        record.exc_info = None
    return True


class BriefLogFormatter(LogFormatter):
    """Scrapy's, but a dropped posting is named by its reason, and a site that doesn't answer has no traceback."""

    def __init__(self, level: str | int = logging.NOTSET) -> None:
        scraper = logging.getLogger("scrapy.core.scraper")
        scraper.addFilter(without_traceback)  # the same one is added once
        for each in (scraper, logging.getLogger("scrapy.core.engine")):
            each.setLevel(level)  # two lines a page that nobody would see are not made at all

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds its components."""
        return cls(crawler.settings["LOG_LEVEL"])

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Reason and page."""
        line = super().dropped(item, exception, response, spider)
        return {**line, "msg": "Dropped: %(exception)s (%(page)s)", "args": {"exception": exception, "page": response}}

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """What was asked for and why it could not be had."""
        line = super().download_error(failure, request, spider, errmsg)
        error = failure.value
        if not isinstance(error, FORESEEN):
            return line
        reason = str(error) if isinstance(error, JobspiderError) else f"{type(error).__name__}: {error}"
        return {**line, "msg": "%(request)s can't be had: %(reason)s", "args": {"request": request, "reason": reason}}
