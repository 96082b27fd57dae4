"""`scrapy page`: the postings that a page would be stored as, before any of it is stored."""

import argparse
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime

from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import Response

from jobspider.boards.cases import as_json
from jobspider.boards.reading import postings_of
from jobspider.challenge import challenge_of
from jobspider.commands import _choice, _fetch
from jobspider.errors import JobspiderError, SchemaChangedError

NO_POSTINGS = 1
CHALLENGE = 3


class Command(ScrapyCommand):
    """Exit 0: postings; 1: none; 2: wrong usage; 3: a challenge page."""

    requires_project = True

    def syntax(self) -> str:
        """As `scrapy page -h` shows it."""
        return "[--spider NAME] [--url URL] FILE_OR_URL"

    def short_desc(self) -> str:
        """As `scrapy` lists it."""
        return "Print the postings of a page, as JSON Lines, as they would be stored"

    def add_options(self, parser: ArgumentParser) -> None:
        """--spider, --url and -a."""
        super().add_options(parser)
        parser.add_argument("--spider", help="read it as this spider does; without it, the page's host decides")
        parser.add_argument("--url", help="where a saved page came from")
        _choice.add_arguments_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Nothing is stored and no frontier is shared."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.setdict(_fetch.ALONE, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the postings on stdout and what is noteworthy on stderr."""
        if len(args) != 1:
            raise UsageError("name one saved page or one URL")
        assert self.crawler_process is not None
        try:
            arguments = _choice.arguments(opts)
            spider_class = _choice.spider_class(self.crawler_process.spider_loader, opts.spider, opts.url or args[0])
            if _fetch.is_url(args[0]):
                response = _fetch.fetch(self, spider_class, args[0], arguments)
            else:
                response = _fetch.read_file(args[0], opts.url)
            self.exitcode = show(spider_class(**arguments), response)
        except SchemaChangedError as error:
            say(str(error))
            self.exitcode = NO_POSTINGS
        except JobspiderError as error:
            raise UsageError(str(error), print_help=False) from error


def show(spider: Spider, response: Response) -> int:
    """Prints the page's postings; gives the exit code."""
    challenge = challenge_of(response)
    if challenge:
        say(f"{response.url} is a challenge page ({challenge}), not content: it is never worked around")
        return CHALLENGE
    number = 0
    for number, posting in enumerate(postings_of(spider, response, datetime.now(UTC), say), start=1):  # noqa: B007
        print(as_json(posting))  # noqa: T201
    say(f"{number} postings on {response.url} as {spider.name} reads it")
    return 0 if number else NO_POSTINGS


def say(sentence: str) -> None:
    """To people, not to the pipe."""
    print(sentence, file=sys.stderr)  # noqa: T201
