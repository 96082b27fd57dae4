"""`scrapy crawl`, with the run's outcome printed at the end and told by the exit code."""

import argparse
import logging
from typing import Any

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from sqlalchemy.engine import make_url

from jobspider.commands import _choice
from jobspider.commands._contact import check_contact
from jobspider.commands._say import say
from jobspider.config import config
from jobspider.errors import ConfigError, JobspiderError
from jobspider.middlewares.robots import lifted_spiders
from jobspider.outcome import MEANINGS, Outcome
from jobspider.run import counted, counts
from jobspider.store.engine import configured_engine
from jobspider.store.schema import prepare

WRONG_USAGE = 2
logger = logging.getLogger(__name__)


class Command(CrawlCommand):
    """Scrapy's command; exit codes are those of `jobspider.outcome`."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs the spider named by the one argument."""
        if len(args) != 1:
            raise UsageError("name one spider, as in: scrapy crawl indeed")
        assert self.crawler_process is not None
        try:
            spider = _choice.spider_class(self.crawler_process.spider_loader, args[0], "")
            warn_of_unknown(lifted_spiders() - set(self.crawler_process.spider_loader.list()))
            check_contact(spider, opts.spargs)
            prepare(configured_engine())
            crawler = self._create_crawler(args[0])
        except JobspiderError as error:
            self.exitcode = ended_early(error, self.crawler_process.settings)
            return
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = ended(crawler, task.exception() if task.done() and not task.cancelled() else None)


def warn_of_unknown(lifted: set[str]) -> None:
    """A permission for a spider that isn't there lifts nothing, and probably was meant for another."""
    for name in sorted(lifted):
        say(f"jobspider: JOBSPIDER_ROBOTS_LIFTED_FOR names {name}, and there is no such spider: `scrapy list` has all")


def ended(crawler: Crawler, error: BaseException | None) -> int:
    """Says how the run ended; gives the exit code."""
    if isinstance(error, JobspiderError):
        return ended_early(error, crawler.settings)
    if error is not None:
        raise error
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if "frontier/finished_before" in stats:
        say(f"Run {stats['frontier/run']} is finished already: there is nothing left to do.")
        return 0
    # A second Ctrl-C leaves no time to close the run: it was begun and has no outcome.
    unclosed = Outcome.CANCELLED if "run/id" in stats else Outcome.FAILED
    outcome = Outcome(stats.get("run/outcome", unclosed))
    say(summary(crawler, outcome))
    return outcome.exit_code


def ended_early(error: JobspiderError, settings: BaseSettings) -> int:
    """Says why a run could not begin, also in the log where that is a file, as Scrapyd's are; gives the exit code."""
    say(f"jobspider: {error}")
    if settings.get("LOG_FILE"):
        logger.error("The run cannot begin: %s", error)
    return WRONG_USAGE if isinstance(error, ConfigError) else Outcome.FAILED.exit_code


def summary(crawler: Crawler, outcome: Outcome) -> str:
    """What a person wants to know when a run has ended."""
    stats = crawler.stats.get_stats()
    numbers = ", ".join(counted(number, name.replace("_", " ")) for name, number in counts(stats).items() if number)
    refused = stats.get("policy/because") if outcome is Outcome.REFUSED else None
    because = stats.get("stopped/because") or refused or MEANINGS[outcome]
    lines = {
        "Outcome": f"{outcome} ({because})",
        "Counts": numbers or "nothing",
        "Run": stats.get("run/id", "was not recorded"),
        "Stored": make_url(config().database_url.get_secret_value()).render_as_string(hide_password=True),
    }
    return "\n" + "\n".join(f"{name + ':':9}{value}" for name, value in lines.items())
