"""The run's record in the database: opened with the spider, closed with its outcome and counts."""

import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from sqlalchemy.exc import SQLAlchemyError

from jobspider.config import config
from jobspider.outcome import Outcome, decide
from jobspider.run import counts, new_run_id, node_name
from jobspider.store import runs
from jobspider.store.engine import shared_engine

logger = logging.getLogger(__name__)


class RunRecord:
    """Writes `runs` and `run_nodes`, and sets `run/id`, `run/outcome` in the statistics for whoever comes later."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.engine = shared_engine(config().database_url.get_secret_value())
        self.run_id = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens for the spider's opening and closing."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Opens the run; on several nodes the first one does."""
        started = datetime.now(UTC)
        self.run_id = getattr(spider, "run", None) or new_run_id(spider.name, started)
        self.crawler.stats.set_value("run/id", self.run_id)
        lifted = bool(self.crawler.stats.get_value("robotstxt/lifted"))
        with self.engine.begin() as connection:
            runs.open_run(connection, self.run_id, spider.name, getattr(spider, "arguments", {}), started, lifted)
            log, job = self.crawler.settings.get("LOG_FILE"), getattr(spider, "_job", None)
            runs.open_node(connection, self.run_id, node_name(), started, log, job)

    def spider_closed(self, reason: str) -> None:
        """Closes it. A database that is gone by now costs the record, which the log then holds, not the exit code."""
        if not self.run_id:  # it was refused before it began
            return
        outcome = decide(counts(self.crawler.stats.get_stats()), reason)
        self.crawler.stats.set_value("run/outcome", str(outcome))
        try:
            self.close(outcome)
        except SQLAlchemyError as error:
            logger.error(
                "the record of run %s could not be closed (%s): its outcome is %s", self.run_id, error, outcome
            )

    def close(self, outcome: Outcome) -> None:
        """Writes the outcome of this process and of the run."""
        finished, counted = datetime.now(UTC), counts(self.crawler.stats.get_stats())
        with self.engine.begin() as connection:
            runs.close_node(connection, self.run_id, node_name(), finished, str(outcome), counted)
            runs.close_run(connection, self.run_id, finished, str(outcome), outcome in COMPLETE, counted)


COMPLETE = frozenset({Outcome.OK, Outcome.OK_EMPTY})
"""Outcomes of a run in which every request was answered."""
