"""`scrapy page`: the postings that a page would be stored as, before any of it is stored."""

import argparse
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime

from scrapy import Spider
from scrapy.exceptions import UsageError
from scrapy.http import Response

from jobspider.boards.best import AnyPage, page_boards, readings
from jobspider.boards.by_names import ByNames
from jobspider.boards.cases import as_json
from jobspider.boards.json_ld import JsonLdSpider
from jobspider.boards.links import links
from jobspider.boards.reading import postings_of
from jobspider.challenge import challenge_of
from jobspider.commands import _choice, _next
from jobspider.commands._say import say
from jobspider.errors import SchemaChangedError
from jobspider.page_command import PageCommand
from jobspider.run import counted

NO_POSTINGS = 1
CHALLENGE = 3


class Command(PageCommand):
    """Exit 0: postings; 1: none; 2: wrong usage, or a page that could not be had; 3: a challenge page."""

    def syntax(self) -> str:
        """As `scrapy page -h` shows it."""
        return "[--spider NAME] [--url URL] FILE_OR_URL"

    def short_desc(self) -> str:
        """As `scrapy` lists it."""
        return "Print the postings of a page, as JSON Lines, as they would be stored"

    def add_options(self, parser: ArgumentParser) -> None:
        """--spider, beside what every page command has."""
        super().add_options(parser)
        parser.add_argument("--spider", help="read it as this spider does; without it, the page's host decides")

    def look(self, args: list[str], opts: argparse.Namespace) -> int:
        """Prints the postings on stdout and what is noteworthy on stderr."""
        if len(args) != 1:
            raise UsageError("name one saved page or one URL")
        spider, response = self.read(opts.spider, args[0], opts.url, _choice.arguments(opts))
        try:
            return show(spider, response) if type(spider) is not AnyPage else self.compare(response)
        except SchemaChangedError as error:
            say(str(error))
            return NO_POSTINGS

    def compare(self, response: Response) -> int:
        """Shows the page as the board reads it that reads it best, and how the others do."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        spiders = _choice.own_readers(loader)
        found = readings(response, spiders)
        boards = {**page_boards(), **spiders}
        by = f"the board {found[0].board}" if found else "no board, by the names of its keys,"
        code = show(boards[found[0].board] if found else ByNames(), response, by)
        if code == NO_POSTINGS:
            say(_next.without_postings(response))
        elif code == 0:
            for line in _next.advice(found, response, set(loader.list())):
                say(line)
        return code


def show(spider: Spider, response: Response, by: str = "") -> int:
    """Prints the page's postings, and who has read them: the spider unless it is said; gives the exit code."""
    challenge = challenge_of(response)
    if challenge:
        say(f"{response.url} is a challenge page ({challenge}), not content: it is never worked around")
        return CHALLENGE
    number = 0
    for number, posting in enumerate(postings_of(spider, response, datetime.now(UTC), say), start=1):  # noqa: B007
        print(as_json(posting))  # noqa: T201
    found = [counted(number, "postings"), *(others(spider, response) if not number else ())]
    say(f"{', '.join(found)} on {response.url} as {by or spider.name} reads it")
    return 0 if number else NO_POSTINGS


def others(spider: Spider, response: Response) -> Iterator[str]:
    """What a crawl would follow on a page without postings, as the spider's selectors find it."""
    if isinstance(spider, JsonLdSpider):
        if not response.url.startswith("http") and spider.start_urls:
            # A saved page has no address of its own, and relative links need one.
            response = response.replace(url=spider.start_urls[0])
        for selector, noun in ((spider.job_links, "job links"), (spider.next_page, "next pages")):
            if selector:
                yield counted(len(links(response, selector)), noun)
