"""`scrapy save`: a page and the postings read from it become a test case."""

import argparse
import re
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import Response

from jobspider.boards.cases import Case, save_case
from jobspider.boards.reading import postings_of
from jobspider.challenge import challenge_of
from jobspider.commands import _choice, _fetch
from jobspider.commands.page import say
from jobspider.errors import ConfigError, JobspiderError

FIXTURES = Path("tests/fixtures")


class Command(ScrapyCommand):
    """Writes `tests/fixtures/<spider>/<case>/`, which the one test module of all spiders checks."""

    requires_project = True

    def syntax(self) -> str:
        """As `scrapy save -h` shows it."""
        return "[--url URL] [--case NAME] SPIDER URL_OR_FILE"

    def short_desc(self) -> str:
        """As `scrapy` lists it."""
        return "Save a page, and the postings that are read from it now, as a test case"

    def add_options(self, parser: ArgumentParser) -> None:
        """--url, --case and -a."""
        super().add_options(parser)
        parser.add_argument("--url", help="where a saved page came from")
        parser.add_argument("--case", help="name of the case; without it, made from the URL or the file's name")
        _choice.add_arguments_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Nothing is stored and no frontier is shared."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.setdict(_fetch.ALONE, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Saves the page and says what to look at."""
        if len(args) != 2:
            raise UsageError("name a spider and a saved page or a URL")
        try:
            folder = self.save(args[0], args[1], opts)
        except JobspiderError as error:
            raise UsageError(str(error), print_help=False) from error
        say(f"saved {folder}: look through {folder}/postings.jsonl and mend what is wrong, then run make check")

    def save(self, name: str, page: str, opts: argparse.Namespace) -> Path:
        """Reads and writes; gives the case's folder."""
        assert self.crawler_process is not None
        arguments = _choice.arguments(opts)
        spider_class = _choice.spider_class(self.crawler_process.spider_loader, name, page)
        if _fetch.is_url(page):
            response = _fetch.fetch(self, spider_class, page, arguments)
        else:
            response = _fetch.read_file(page, opts.url or f"https://{name}.example/{Path(page).name}")
        refuse_challenge(response)
        now = datetime.now(UTC)
        postings = list(postings_of(spider_class(**arguments), response, now, say))
        folder = FIXTURES / name / (opts.case or case_name(page))
        case = Case(name, response.url, now.isoformat(timespec="seconds"), arguments)
        save_case(folder, case, response.body, ending(page, response), postings)
        return folder


def refuse_challenge(response: Response) -> None:
    """A challenge page is no test case of a spider."""
    challenge = challenge_of(response)
    if challenge:
        raise ConfigError(f"{response.url} is a challenge page ({challenge}): nothing was saved")


def case_name(page: str) -> str:
    """A folder name from a URL's path and query, or a file's name."""
    parts = urlsplit(page)
    text = f"{parts.path} {parts.query}" if _fetch.is_url(page) else Path(page).stem
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "page"


def ending(page: str, response: Response) -> str:
    """The ending of the saved file: the page's own, or one for its content type."""
    own = Path(urlsplit(page).path).suffix.lower()
    if own in {".html", ".json", ".xml", ".rss", ".atom"}:
        return own
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return ".json" if "json" in kind else ".xml" if "xml" in kind else ".html"
