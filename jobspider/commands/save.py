"""`scrapy save`: a page and the postings read from it become a test case."""

import argparse
import re
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from scrapy.http import Response

from jobspider.boards.cases import Case, save_case
from jobspider.boards.reading import postings_of
from jobspider.challenge import challenge_of
from jobspider.commands import _choice, _fetch
from jobspider.commands._say import say
from jobspider.errors import ConfigError
from jobspider.page_command import PageCommand
from jobspider.run import counted

FIXTURES = Path("tests/fixtures")


class Command(PageCommand):
    """Writes `tests/fixtures/<spider>/<case>/`, which the one test module of all spiders checks."""

    def syntax(self) -> str:
        """As `scrapy save -h` shows it."""
        return "[--url URL] [--case NAME] [--force] SPIDER URL_OR_FILE"

    def short_desc(self) -> str:
        """As `scrapy` lists it."""
        return "Save a page, and the postings that are read from it now, as a test case"

    def add_options(self, parser: ArgumentParser) -> None:
        """--case and --force, beside what every page command has."""
        super().add_options(parser)
        parser.add_argument("--case", help="name of the case; without it, made from the URL or the file's name")
        parser.add_argument("--force", action="store_true", help="write a case that exists already anew")

    def look(self, args: list[str], opts: argparse.Namespace) -> int:
        """Saves the page and says what to look at."""
        if len(args) != 2:
            raise UsageError("name a spider and a saved page or a URL")
        name, page = args
        folder = FIXTURES / name / (opts.case or case_name(page))
        if folder.exists() and not opts.force:
            raise ConfigError(f"the case {folder} exists; --force writes it anew, --case NAME names another")
        arguments = _choice.arguments(opts)
        spider, response = self.read(name, page, opts.url or address(name, page), arguments)
        refuse_challenge(response)
        now = datetime.now(UTC)
        postings = list(postings_of(spider, response, now, say))
        case = Case(name, response.url, now.isoformat(timespec="seconds"), arguments)
        save_case(folder, case, response.body, ending(page, response), postings)
        said = f"saved {folder} with {counted(len(postings), 'postings')}"
        if not postings:  # right for a search without results; a sitemap or another page's mistake else
            said += " (a sitemap has none: save one of the job pages that it lists)"
        say(f"{said}: look through {folder}/postings.jsonl and mend what is wrong, then run make check")
        return 0


def address(name: str, page: str) -> str | None:
    """An address for a saved page that comes without one, so that the case is the same on every machine."""
    return None if _fetch.is_url(page) else f"https://{name}.example/{Path(page).name}"


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
