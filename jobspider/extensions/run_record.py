"""The run's record in the database: opened with the spider, closed with its outcome and counts."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from jobspider.config import config
from jobspider.errors import JobspiderError
from jobspider.extensions.forgotten import close_forgotten
from jobspider.frontier.signals import run_finished
from jobspider.outcome import Outcome, combined, decide
from jobspider.run import counts, new_run_id, node_name, total
from jobspider.store import runs
from jobspider.store.closing_of_run import Guard, close_if_last, due, refuse_closing, tell
from jobspider.store.engine import configured_engine
from jobspider.store.transaction import in_transaction

logger = logging.getLogger(__name__)


class RunRecord:
    """Writes `runs` and `run_nodes`, and sets `run/id`, `run/outcome` in the statistics for whoever comes later."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.engine = configured_engine()
        self.run_id = ""
        self.unwritten: Callable[[Connection], None] | None = None
        self.is_alone = config().redis_url is None
        self.is_finaliser = self.is_alone

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens for the spider's opening and closing."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.run_finished, run_finished)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Opens the run; on several nodes the first one does. A database that is away just now costs no crawl."""
        if self.crawler.stats.get_value("frontier/finished_before"):  # there is nothing to do, hence nothing to record
            return
        started = datetime.now(UTC)
        self.run_id = getattr(spider, "run", None) or new_run_id(spider.name, started)
        self.crawler.stats.set_value("run/id", self.run_id)
        lifted = bool(self.crawler.stats.get_value("robotstxt/lifted"))
        log, job = self.crawler.settings.get("LOG_FILE"), getattr(spider, "_job", None)

        def write(connection: Connection) -> None:
            close_forgotten(connection, spider.name, self.run_id, started)
            runs.open_run(connection, self.run_id, spider.name, getattr(spider, "arguments", {}), started, lifted)
            runs.open_node(connection, self.run_id, node_name(), started, log, job)

        self.unwritten = write
        try:
            self.open()
        except (SQLAlchemyError, JobspiderError) as error:
            logger.warning("run %s is put on record when it ends, since it can't be now: %s", self.run_id, error)

    def open(self) -> None:
        """Writes that the run goes on, unless that is written already."""
        if self.unwritten is not None:
            in_transaction(self.engine, self.unwritten)
            self.unwritten = None

    def run_finished(self, counts: Mapping[str, int]) -> None:
        """This process is the one that ends a run of several; `counts` are the frontier's, of all of them."""
        self.is_finaliser = True
        self.crawler.stats.set_value("frontier/dead", counts["dead"])

    def spider_closed(self, reason: str) -> None:
        """Closes it. A database that is gone by now costs the record, which the log then holds, not the exit code."""
        if not self.run_id:  # it was refused before it began
            return
        outcome = self.outcome(reason)
        self.crawler.stats.set_value("run/outcome", str(outcome))
        try:
            self.open()
            self.close(outcome, reason)
            self.close_postings()
        except (SQLAlchemyError, JobspiderError) as error:
            logger.error(
                "the record of run %s could not be closed (%s): its outcome is %s", self.run_id, error, outcome
            )

    def outcome(self, reason: str) -> Outcome:
        """This process's part; where others had taken all the work there was, doing nothing is fine."""
        counted = counts(self.crawler.stats.get_stats())
        idle = not self.is_alone and reason == "finished" and not any(counted.values())
        return Outcome.OK if idle else decide(counted, reason)

    def close(self, outcome: Outcome, reason: str) -> None:
        """Writes the outcome of this process and of the run."""
        finished, counted = datetime.now(UTC), counts(self.crawler.stats.get_stats())

        def write(connection: Connection) -> None:
            runs.hold(connection, self.run_id)
            if self.crawler.stats.get_value("listings/unwritten"):
                refuse_closing(connection, self.run_id, "a process could not write down what it has read of its lists")
            runs.close_node(connection, self.run_id, node_name(), finished, str(outcome), counted)
            # The finaliser may be ahead of others that are still closing: each of them adds itself up again.
            if self.is_finaliser or runs.is_finished(connection, self.run_id):
                self.add_up(connection, finished, reason)

        in_transaction(self.engine, write)

    def add_up(self, connection: Connection, finished: datetime, reason: str) -> None:
        """Writes what the processes that have ended make together."""
        parts = runs.closed_parts(connection, self.run_id)
        counted = total(part.counts for part in parts)
        together = combined([Outcome(part.outcome) for part in parts], counted)
        runs.close_run(connection, self.run_id, finished, str(together), together in COMPLETE, counted)
        # Lists say for themselves whether they were read; that all is stored, a run says that ended by itself.
        if self.is_finaliser and reason == "finished" and together in PROVING:
            due(connection, self.run_id)

    def close_postings(self) -> None:
        """What the run proves closed, when this is the last of its processes."""
        settings = config()
        guard = Guard(settings.closing_share, settings.closing_least)
        report = close_if_last(self.engine, self.run_id, guard, datetime.now(UTC))
        if report is not None:
            tell(logger, self.run_id, report)


COMPLETE = frozenset({Outcome.OK, Outcome.OK_EMPTY})
"""Outcomes of a run in which every request was answered."""

PROVING = frozenset({*COMPLETE, Outcome.PARTIAL})
"""Outcomes of a run some of whose lists may have been read to their end."""
