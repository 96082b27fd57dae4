"""Which board reads a page best: every board is tried on it. For `scrapy page` without a spider, and for tasks."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from scrapy.exceptions import DropItem
from scrapy.http import Response

from jobspider.boards.board import Board
from jobspider.boards.catalogue import FOUNDATIONS, board_classes
from jobspider.boards.json_api import Answer, JsonApiBoard
from jobspider.boards.json_document import decoded
from jobspider.boards.json_ld import JsonLdSpider
from jobspider.boards.raw import Raw

REQUIRED = ("source_id", "url", "title")
FACTS = {
    "company": ("company",),
    "place": ("location_raw", "locality", "region", "country", "work_mode"),
    "description": ("description_html", "description_text"),
    "date": ("date_posted", "date_posted_raw"),
    "pay": ("salary_raw", "salary_min", "salary_max"),
    "employment": ("employment_type", "contract_type"),
}
"""What a reader of postings asks for, and the fields of a raw posting that answer it."""
DESCRIBED_BY_A_SITE = frozenset({"json_api", "search_page"})
"""Boards that read nothing until a spider file says where on the page a posting's facts are."""
READS_AS_ANOTHER = frozenset({"sitemap"})
"""Boards that find pages in their own way, and read them as another board does."""
UNREADABLE_ROWS = 20
"""Rows that a board may fail at, without having read one, before it is held to be the wrong one."""


class AnyPage(JsonLdSpider):
    """Reads any page that holds schema.org JobPosting data."""

    name = "page"
    covers_many_hosts = True

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: it has no site, so it needs no `start_urls`."""
        return
        yield


class Reading(NamedTuple):
    """What one board reads on a page: its name (as in `scrapy genspider -t`), and at least one raw posting."""

    board: str
    postings: list[Raw]

    @property
    def filled(self) -> dict[str, int]:
        """For each of FACTS, the postings that state it."""
        return {fact: sum(any(map(raw.get, names)) for raw in self.postings) for fact, names in FACTS.items()}

    @property
    def worth(self) -> int:
        """Facts that the page's postings state together; each posting's title is one."""
        return len(self.postings) + sum(self.filled.values())


def best(response: Response) -> Reading | None:
    """The board that reads the most from a page, and the raw postings that it reads; None where none reads any.

    Whether the page is a challenge is not looked at: ask `challenge_of` before. Never raises, whatever the page is.
    """
    return next(iter(readings(response)), None)


def readings(response: Response, more: Mapping[str, Board] | None = None) -> list[Reading]:
    """What each board reads on a page, the best first; `more` are spiders tried beside the boards, by name."""
    document = json_document(response)
    found = [
        Reading(name, postings)
        for name, board in {**page_boards(), **(more or {})}.items()
        if (postings := list(read(board, response, document)))
    ]
    return sorted(found, key=lambda reading: reading.worth, reverse=True)


@cache
def page_boards() -> dict[str, Board]:
    """A spider of every board that can read a page which no site's spider file has described."""
    left_out = FOUNDATIONS | DESCRIBED_BY_A_SITE | READS_AS_ANOTHER
    usable = {name: board for name, board in board_classes().items() if name not in left_out}
    return {name: AnyPage() if name == "json_ld" else any_page(board) for name, board in usable.items()}


def any_page(board: type[Board]) -> Board:
    """A spider of the board that reads what it is given, and so needs no address to begin at."""
    spider: Board = type("AnyPage", (board,), {"name": AnyPage.name, "start": AnyPage.start, "country": None})()
    return spider


def json_document(response: Response) -> Any:
    """The page decoded where it is JSON, else None: all APIs look at the same one."""
    if response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return None
    try:
        return decoded(response.body)
    except ValueError:
        return None


def read(board: Board, response: Response, document: Any) -> Iterator[Raw]:
    """The page's postings that have what a posting must have; none where the page is not for this board."""
    understood = False
    for number, row in enumerate(rows_of(board, response, document), start=1):
        raw = attempt(row)
        if raw is None and not understood and number >= UNREADABLE_ROWS:
            return
        if raw and all(raw.get(field) for field in REQUIRED):
            understood = True
            yield raw


def rows_of(board: Board, response: Response, document: Any) -> Iterable[Callable[[], Raw]]:
    """The board's rows; none where it says, or shows by failing, that the page is not of its kind."""
    try:
        if isinstance(board, JsonApiBoard):
            return board.answer_rows(Answer(response.url, document, board.employer_of(response)))
        return list(board.rows(response))
    except Exception:  # a board may stumble in any way over a page that was made for another
        return ()


def attempt(row: Callable[[], Raw]) -> Raw | None:
    """One posting; None where it can't be read or is left out."""
    try:
        return row()
    except DropItem:
        return None
    except Exception:  # a row as well
        return None
