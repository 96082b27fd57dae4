"""What to type after a page has been looked at."""

import re
from urllib.parse import urlsplit

from scrapy.http import Response

from jobspider.boards.best import page_boards
from jobspider.boards.employers import EmployersBoard

UNKNOWN_PAGE = "https://…"


def command(board: str, response: Response, spiders: set[str]) -> str:
    """The command that covers the site of a page which `board` reads; `spiders`: those there are."""
    made = f"scrapy genspider -t {board} {spider_name(response.url)} {address(response.url)}"
    reader = page_boards().get(board)
    if isinstance(reader, EmployersBoard) and board in spiders:
        employer = reader.employer_of(response) or "EMPLOYER"
        return f"scrapy crawl {board} -a employers={employer}, or with a file of its own: {made}"
    return f"scrapy crawl {board}" if board in spiders else made


def address(url: str) -> str:
    """The page's address; a saved page has none that could be crawled."""
    return url if url.startswith("http") else UNKNOWN_PAGE


def spider_name(url: str) -> str:
    """A name for a spider, after the page's host: `careers_example` for careers.example.com."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    words = re.sub(r"[^a-z0-9]+", "_", host.rpartition(".")[0].lower() or "").strip("_")
    return words if re.match("[a-z]", words) else "NAME"
