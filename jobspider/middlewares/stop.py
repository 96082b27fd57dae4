"""Ending a run from inside a component, with the outcome that it then has."""

import asyncio
import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from jobspider.outcome import Outcome

logger = logging.getLogger(__name__)
_closing: set[asyncio.Task[None]] = set()  # asyncio keeps only weak references to its tasks


def stop_run(crawler: Crawler, outcome: Outcome, sentence: str) -> IgnoreRequest:
    """Closes the spider, logs why, and gives the exception with which the caller drops its request."""
    assert crawler.engine is not None
    if not crawler.stats.get_value("stopped/because"):  # the first reason counts; what is under way may meet it again
        logger.error("%s", sentence)
        crawler.stats.set_value("stopped/because", sentence)
        task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=str(outcome)))
        _closing.add(task)
        task.add_done_callback(_closing.discard)
    return IgnoreRequest(sentence)
