"""`scrapy crawl`, with the run's outcome printed at the end and told by the exit code."""

import argparse
import sys

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from sqlalchemy.engine import make_url

from jobspider.config import config
from jobspider.errors import JobspiderError
from jobspider.outcome import MEANINGS, Outcome
from jobspider.run import counts


class Command(CrawlCommand):
    """Scrapy's command; exit codes are those of `jobspider.outcome`."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs the spider named by the one argument."""
        if len(args) != 1:
            raise UsageError("name one spider, as in: scrapy crawl indeed")
        assert self.crawler_process is not None
        crawler = self._create_crawler(args[0])
        self.exitcode = 1
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        found = crawler.stats.get_value("run/outcome") if crawler.stats else None
        if found:
            outcome = Outcome(found)
            self.exitcode = outcome.exit_code
            print(summary(crawler, outcome), file=sys.stderr)  # noqa: T201


def summary(crawler: Crawler, outcome: Outcome) -> str:
    """What a person wants to know when a run has ended."""
    stats = crawler.stats.get_stats()
    counted = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts(stats).items() if number)
    because = stats.get("stopped/because") or MEANINGS[outcome]
    where = make_url(config().database_url.get_secret_value()).render_as_string(hide_password=True)
    lines = {"Outcome": f"{outcome} ({because})", "Counts": counted or "nothing", "Run": stats["run/id"], "Stored": where}
    return "\n" + "\n".join(f"{name + ':':9}{value}" for name, value in lines.items())
