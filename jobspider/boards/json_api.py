"""JsonApiBoard: sites that publish their postings as JSON, in one answer or page by page."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, ClassVar, TypeAlias
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from jobspider.boards.arguments import number
from jobspider.boards.credited import CreditedBoard
from jobspider.boards.json_document import at, decoded
from jobspider.boards.json_paging import Paging, Whole
from jobspider.boards.lists import parts
from jobspider.boards.raw import Raw
from jobspider.errors import SchemaChangedError

Item: TypeAlias = dict[str, Any]
"""One posting as the API gives it."""


@dataclass(frozen=True)
class Answer:
    """One answer of an API."""

    url: str
    document: Any
    employer: str | None = None
    """The employer whose list was asked for, on platforms that have one list an employer."""


class JsonApiBoard(CreditedBoard):
    """An API in a few lines: where its list lies (`items_at`), how it goes on (`paging`), what a row means (`row`)."""

    items_at: ClassVar[str] = ""
    """Keys that lead to the list, joined by dots; an answer that is itself a list is one, too."""
    single_at: ClassVar[str] = ""
    """A key that only a posting has: an answer with it is one posting, as an API's detail pages are."""
    paging: ClassVar[Paging] = Whole()
    """How a page leads to the next: one of the classes in jobspider/boards/json_paging.py."""
    pages: int = 10
    """Pages to read of each list, at most."""

    def __init__(self, name: str | None = None, *, pages: str | int | None = None, **arguments: Any) -> None:
        """`pages`: pages to read of each list, at most."""
        super().__init__(name, **arguments)
        self.pages = self.pages if pages is None else number("pages", pages, least=1)

    def row(self, item: Item, answer: Answer) -> Raw:
        """One posting of the list as a raw posting; may fail, or raise DropItem, for that one alone."""
        raise NotImplementedError(f"{type(self).__name__} has to define row().")

    def detail_url(self, raw: Raw) -> str | None:  # noqa: ARG002  # most lists have all
        """Where the API has more of a posting than its list; None where the list has all."""
        return None

    detail_is_whole: ClassVar[bool] = False
    """Whether a posting's detail says all that its list does, so that it can be fetched again by itself."""

    @property
    def fetches_job_pages_alone(self) -> bool:  # type: ignore[override]  # of the class, for boards with one kind
        return self.detail_is_whole

    def job_page(self, url: str) -> Request:
        return self.job_request(url, self.parse_single) if self.detail_is_whole else super().job_page(url)

    @property
    def follows_job_pages(self) -> bool:
        return type(self).detail_url is not JsonApiBoard.detail_url

    async def start(self) -> AsyncIterator[Any]:
        """The first page of each list; the others follow from the pages before them."""
        for url, part in parts(self.first_urls()):
            yield self.request(url, self.parse, part)

    def first_urls(self) -> Iterable[str]:
        """The addresses of the lists."""
        return self.start_urls

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        return self.answer_rows(self.answer(response))

    def answer(self, response: Response) -> Answer:
        """The response decoded. Raises SchemaChangedError when it is not JSON."""
        try:
            document = decoded(response.body)
        except ValueError as error:
            raise SchemaChangedError(f"{response.url} did not answer with JSON: {error}.") from None
        return Answer(response.url, document, self.employer_of(response))

    def employer_of(self, response: Response) -> str | None:  # noqa: ARG002  # one list for all employers
        """The employer whose list this is, where there is one list an employer."""
        return None

    def items(self, answer: Answer) -> list[Item]:
        """The answer's rows. Raises SchemaChangedError when there is no list where it should be."""
        document = answer.document
        if isinstance(document, dict) and self.single_at and self.single_at in document:
            return [document]
        found = document if isinstance(document, list) else at(document, self.items_at) if self.items_at else None
        if isinstance(found, list):
            return found
        keys = ", ".join(sorted(document)[:12]) if isinstance(document, dict) else type(document).__name__
        raise SchemaChangedError(f"{answer.url} has no list at {self.items_at or 'its top'}; what it has is {keys}.")

    def answer_rows(self, answer: Answer) -> list[Callable[[], Raw]]:
        """`rows` of an answer that is decoded already."""
        return [partial(self.row, item, answer) for item in self.items(answer)]

    def parse(self, response: Response, page: int = 1, before: str = "", **kept: Any) -> Iterator[Any]:
        """The postings of page `page`, then a request for the next; `before`: what the page before it held."""
        answer, keys = self.answer(response), list[str]()
        for raw in self.read(self.answer_rows(answer), response):
            keys.append(str(raw.get("source_id")))
            yield from self.found(raw)
        following = self.following(answer)
        held = blake2b("\n".join(keys).encode(), digest_size=8).hexdigest()
        # An API that ignores its paging parameter answers with the same page for ever.
        if following and page < self.pages and held != before:
            yield self.request(following, self.parse, cb_kwargs={**kept, "page": page + 1, "before": held})
        elif self.is_last(answer):
            self.ended(response)

    def is_last(self, answer: Answer) -> bool:
        """Whether the list ends here, by what the answer itself says."""
        return self.paging.next_url(answer.url, answer.document, len(self.items(answer))) is None

    def following(self, answer: Answer) -> str | None:
        """The address of the next page; one that leads to another host is not followed."""
        url = self.paging.next_url(answer.url, answer.document, len(self.items(answer)))
        return url if url and urlsplit(self.moved(url)).netloc == urlsplit(answer.url).netloc else None

    def found(self, raw: Raw) -> Iterator[Any]:
        """What a posting of a list leads to: itself, or the request for its detail."""
        url = self.detail_url(raw)
        if url is None:
            yield raw
        else:
            options = {"errback": self.keep_listed, "cb_kwargs": {"listed": raw}}
            yield self.job_request(url, self.parse_detail, "listed", **options)

    def parse_detail(self, response: Response, listed: Raw) -> Iterator[Raw]:
        """The posting with its detail; as it was listed where the detail can't be read."""
        try:
            detail = next(self.read(self.rows(response), response), {})
        except SchemaChangedError as error:
            self.count("postings/unreadable_details")
            self.logger.warning("%s A posting is kept as its list has it.", error)
            detail = {}
        yield {**listed, **detail}

    def parse_single(self, response: Response) -> Iterator[Raw]:
        """A posting's detail that was due by itself."""
        yield from self.postings(response)

    def keep_listed(self, failure: Any) -> Iterator[Raw]:
        """The posting as it was listed, when its detail can't be fetched."""
        self.count("postings/missing_details")
        yield failure.request.cb_kwargs["listed"]
