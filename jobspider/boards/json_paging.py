"""How an API leads from one page of its list to the next: by number, by offset, by cursor, by link, or not at all."""

from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urljoin

from w3lib.url import add_or_replace_parameter, url_query_parameter

from jobspider.boards.json_document import at
from jobspider.boards.schema_org.values import number


class Paging(Protocol):
    """A way of paging. Called after each page, with its address, its document, and how many rows it had."""

    def next_url(self, url: str, document: Any, count: int) -> str | None:
        """The address of the page after this one; None after the last."""


@dataclass(frozen=True)
class Whole:
    """Everything in one answer."""

    def next_url(self, url: str, document: Any, count: int) -> str | None:  # noqa: ARG002  # there is nothing to look at
        """Never a further page."""
        return None


@dataclass(frozen=True)
class PageNumber:
    """`?page=2`. The list ends after `pages_at` pages, or where a page has no row or fewer than `size`."""

    parameter: str = "page"
    first: int = 1
    size: int = 1
    pages_at: str = ""

    def next_url(self, url: str, document: Any, count: int) -> str | None:
        """The same address with the next number."""
        page = int(url_query_parameter(url, self.parameter) or self.first)
        pages = number(at(document, self.pages_at)) if self.pages_at else None
        ended = page - self.first + 1 >= pages if pages is not None else count < self.size
        return None if ended or not count else add_or_replace_parameter(url, self.parameter, str(page + 1))


@dataclass(frozen=True)
class Offset:
    """`?offset=100`: rows to pass over. The list ends after `total_at` rows, or where a page has none.

    The offset grows by the rows that came, which may be fewer than were asked for.
    """

    parameter: str = "offset"
    total_at: str = ""

    def next_url(self, url: str, document: Any, count: int) -> str | None:
        """The same address with the next offset."""
        offset = int(url_query_parameter(url, self.parameter) or 0) + count
        total = number(at(document, self.total_at))
        if not count or (total is not None and offset >= total):
            return None
        return add_or_replace_parameter(url, self.parameter, str(offset))


@dataclass(frozen=True)
class Cursor:
    """`?cursor=…`: a mark that each answer gives for the next page."""

    parameter: str
    at: str

    def next_url(self, url: str, document: Any, count: int) -> str | None:  # noqa: ARG002  # the mark says it all
        """The same address with the answer's mark."""
        mark = at(document, self.at)
        return add_or_replace_parameter(url, self.parameter, str(mark)) if mark else None


@dataclass(frozen=True)
class NextLink:
    """A link in each answer."""

    at: str

    def next_url(self, url: str, document: Any, count: int) -> str | None:  # noqa: ARG002  # the link says it all
        """The link's address."""
        link = at(document, self.at)
        return urljoin(url, str(link)) if link else None
