"""What the Scrapy commands that look at one page share; Scrapy would take a base among the commands for one of them."""

import argparse
from argparse import ArgumentParser

from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.http import Response

from jobspider.commands import _choice, _fetch
from jobspider.commands._say import say
from jobspider.errors import JobspiderError

WRONG_USAGE = 2


class PageCommand(ScrapyCommand):
    """A command on one page, with --url and -a; subclasses say in `look` what they do, and give the exit code."""

    requires_project = True

    def add_options(self, parser: ArgumentParser) -> None:
        """--url and -a."""
        super().add_options(parser)
        parser.add_argument("--url", help="where a saved page came from")
        _choice.add_arguments_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Nothing is stored and no frontier is shared."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.setdict(_fetch.ALONE, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Does what the command does; what goes wrong is a sentence, without the usage that has nothing to do with it.

        Raises UsageError where arguments are missing.
        """
        try:
            self.exitcode = self.look(args, opts)
        except JobspiderError as error:
            say(f"jobspider: {error}")
            self.exitcode = WRONG_USAGE

    def look(self, args: list[str], opts: argparse.Namespace) -> int:
        """What the command does; gives the exit code."""
        raise NotImplementedError(f"{type(self).__name__} has to define look().")

    def read(self, name: str | None, page: str, url: str | None, spargs: dict[str, str]) -> tuple[Spider, Response]:
        """The spider of that name, else of the page's host, and the page: a file that came from `url`, or fetched.

        Raises ConfigError.
        """
        assert self.crawler_process is not None
        url = _fetch.checked(url)
        spider_class = _choice.spider_class(self.crawler_process.spider_loader, name, url or page)
        spider = spider_class(**spargs)
        if _fetch.is_url(page):
            return spider, _fetch.fetch(self, spider_class, page, spargs)
        return spider, _fetch.read_file(page, url)
