"""What to type after a page has been looked at."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from scrapy.http import Response

from jobspider.boards.best import Reading, page_boards
from jobspider.boards.by_names import job_list
from jobspider.boards.employers import EmployersBoard
from jobspider.boards.links import links
from jobspider.commands._table import table
from jobspider.commands._template import LIKELY_JOBS
from jobspider.run import counted

UNKNOWN_PAGE = "https://…"


def advice(found: Sequence[Reading], response: Response, spiders: set[str]) -> Iterator[str]:
    """How well each board reads the page, and the next command; for a list that no board knows, where it is."""
    if found:
        yield from table(found)
        yield f"Next: {command(found[0].board, response, spiders)}"
    elif guess := job_list(response):
        yield "No board knows this list of jobs: it was read by the names of its keys, which is a guess."
        yield f"Next: {command(guess.board, response, spiders)}, and write into the file:"
        yield f'  state_marker = "{guess.marker}"' if guess.marker else "  (the page itself is JSON)"
        yield f'  the list is at "{guess.path}"' if guess.path else "  the list is the whole document"
        yield "  " + ", ".join(f"{field}: {key}" for field, key in guess.keys.items())


def without_postings(response: Response) -> str:
    """What to try with a page that no board finds a posting on: a list often only links to its jobs."""
    own = [url for url in links(response, LIKELY_JOBS) if urlsplit(url).netloc == urlsplit(response.url).netloc]
    likely = max(own, key=len, default=None)
    if not likely:
        return "No board finds a posting here, nor a link to one. docs/add-a-spider.md says what else a page may hold."
    found = f"{counted(len(own), 'links')} may lead to jobs"
    return f"No board finds a posting here, but {found}. Next: scrapy page {likely}"


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
