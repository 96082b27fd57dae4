"""SearchPageBoard: sites whose search pages carry their results as JSON inside a script."""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeAlias

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from jobspider.boards.arguments import number
from jobspider.boards.board import Board
from jobspider.boards.embedded import assigned, assignment
from jobspider.boards.raw import Raw
from jobspider.errors import SchemaChangedError

Card: TypeAlias = dict[str, Any]
"""One search result as the site's own JSON gives it."""


@dataclass(frozen=True)
class SearchPage:
    """One page of results, with what the page says about the site it is from."""

    cards: Sequence[Card]
    origin: str
    country: str | None = None
    language: str | None = None


class SearchPageBoard(Board):
    """Walks the pages of one search, one after the other. A site says where its JSON is and how a card is mapped."""

    state_marker: ClassVar[str]
    """The variable that a script assigns the state to, as it stands there; or `#` and the id of the script with it."""
    page_size: ClassVar[int]
    """Results on a full page."""
    most_pages: ClassVar[int]
    """Pages of one search that the site's robots.txt allows."""

    query: str = ""
    """Words to search for."""
    location: str = ""
    """Place to search in."""
    job_type: str = ""
    """Kind of employment to search for: `fulltime`, `parttime`, `contract`, … as the site names it."""
    days: int = 0
    """Postings of the last so many days only; 0: of any age."""
    pages: int = 1
    """Pages to read of the search, at most."""

    def __init__(  # noqa: PLR0913  # each is an argument of `scrapy crawl`
        self,
        name: str | None = None,
        *,
        query: str | None = None,
        location: str | None = None,
        days: str | int | None = None,
        job_type: str | None = None,
        pages: str | int | None = None,
        **arguments: Any,
    ) -> None:
        """What to search for; an argument that is left out keeps the spider's own value."""
        super().__init__(name, **arguments)
        self.query = self.query if query is None else query
        self.location = self.location if location is None else location
        self.job_type = self.job_type if job_type is None else job_type
        self.days = self.days if days is None else number("days", days, least=0)
        self.windowed = self.windowed or self.days > 0
        self.pages = self._allowed(self.pages if pages is None else number("pages", pages, least=1))

    def _allowed(self, pages: int) -> int:
        if pages > self.most_pages:
            self.logger.info("robots.txt allows %d pages of a search; %d were asked for.", self.most_pages, pages)
        return min(pages, self.most_pages)

    def page_url(self, page: int) -> str:
        """The URL of the search's page `page`, from 1."""
        raise NotImplementedError(f"{type(self).__name__} has to define page_url().")

    def cards(self, state: Any) -> Sequence[Card] | None:
        """The results in the embedded state, maybe none; None when this state is not that of a search."""
        raise NotImplementedError(f"{type(self).__name__} has to define cards().")

    def card(self, card: Card, page: SearchPage) -> Raw:
        """One result as a raw posting."""
        raise NotImplementedError(f"{type(self).__name__} has to define card().")

    def describe(self, cards: Sequence[Card], state: Any, response: Response) -> SearchPage:
        """The page, with the site that it is from."""
        raise NotImplementedError(f"{type(self).__name__} has to define describe().")

    def has_next(self, response: Response, page: int) -> bool:  # noqa: ARG002
        """Whether the page's own pagination leads on from `page`."""
        return False

    def search_page(self, response: Response) -> SearchPage:
        """The page decoded. Raises SchemaChangedError when it is no search page that this board knows."""
        return self.embedded_page(response) or self.without_state(response)

    def embedded_page(self, response: Response) -> SearchPage | None:
        """The page as its embedded state has it: the first state with results, else one that lists none."""
        found: SearchPage | None = None
        for state in assigned(response.body, self._assignment):
            cards = self.cards(state)
            if cards is not None and (found is None or not found.cards):
                found = self.describe(cards, state, response)
        return found

    @property
    def _assignment(self) -> re.Pattern[bytes]:
        return assignment(self.state_marker)

    def without_state(self, response: Response) -> SearchPage:
        """The page read another way, when no embedded state holds results."""
        raise SchemaChangedError(
            f"{response.url} has no search results in {self.state_marker}; has its layout changed?"
        )

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        return self.card_rows(self.search_page(response))

    def card_rows(self, page: SearchPage, keys: list[str] | None = None) -> list[Callable[[], Raw]]:
        """`rows` of a page that is decoded already; each notes its key in `keys` when it has been read."""
        noted = [] if keys is None else keys
        return [partial(self._noted, card, page, noted) for card in page.cards]

    def _noted(self, card: Card, page: SearchPage, keys: list[str]) -> Raw:
        raw = self.card(card, page)
        keys.append(raw["source_id"])
        return raw

    async def start(self) -> AsyncIterator[Any]:
        """The first page; the others follow from the pages before them."""
        yield self.request(self.page_url(1), self.parse)

    def parse(  # type: ignore[override]
        self, response: Response, page: int = 1, seen: Sequence[str] = (), after_broken: bool = False
    ) -> Iterator[Any]:
        """The postings of page `page`, then a request for the next; `seen`: keys of the last page that could be read.

        A page that can't be read is recorded, and costs none after it; the first one, or two in a row, end the search.
        """
        keys = list[str]()
        try:
            results = self.search_page(response)
        except SchemaChangedError:
            if 1 < page < self.pages and not after_broken:
                yield self.page_request(page + 1, seen, after_broken=True)
            raise
        for raw in self.read(self.card_rows(results, keys), response):
            yield from self.found(raw)
        leads_on = len(results.cards) >= self.page_size or self.has_next(response, page)
        # Past the end some sites show their last page again: a page without a new key ends the search.
        if page < self.pages and leads_on and not set(keys) <= set(seen):
            yield self.page_request(page + 1, keys)
        elif not leads_on:
            self.ended(response)

    def page_request(self, page: int, seen: Sequence[str], **more: Any) -> Request:
        """A later page of the search."""
        carried = {"page": page, "seen": list(seen), **more}
        return self.request(self.page_url(page), self.parse, errback=self.without_page, cb_kwargs=carried)

    def without_page(self, failure: Failure) -> Iterator[Any]:
        """A page that can't be had, like one that can't be read, costs none after it."""
        request: Request = failure.request  # type: ignore[attr-defined]
        page, seen, after_broken = (request.cb_kwargs.get(name) for name in ("page", "seen", "after_broken"))
        self.logger.warning("%s can't be had: %s", request.url, failure.getErrorMessage())
        error = failure.value
        refused = isinstance(error, IgnoreRequest) and not isinstance(
            error, HttpError
        )  # by robots.txt, or the run ends
        if page and page < self.pages and not after_broken and not refused:
            yield self.page_request(page + 1, seen or (), after_broken=True)

    def found(self, raw: Raw) -> Iterator[Any]:
        """What a refined posting of a search page leads to: itself."""
        yield raw
