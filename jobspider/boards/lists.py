"""What a crawl's lists are about, and how reading them went: by that, postings that are no longer listed close."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from scrapy import Spider
from scrapy.http import Response

from jobspider.boards.arguments import argument_names
from jobspider.listing import PART, list_ended, list_troubled


class ListSpider(Spider):
    """A spider that says so to whoever keeps books of the run."""

    windowed: bool = False
    """Whether the lists show only some of what is open (the newest, the first pages): then a posting that they no
    longer name may still be open. Else a posting closes when a list was read to its end without it."""
    not_of_scope: ClassVar[frozenset[str]] = frozenset({"run", "pages", "days", "employers", "most_pages"})
    """Arguments that don't change what is searched for, only how far; all others do."""

    @property
    def scope(self) -> dict[str, str]:
        """The arguments that decide what is listed, with the values that they have in this crawl."""
        return {name: str(value) for name in self._names_of_scope if (value := getattr(self, name, None))}

    @cached_property
    def _names_of_scope(self) -> list[str]:
        """Looked up once: in a profile of a crawl, reading signatures for each page took a tenth of all time."""
        return [name for name in argument_names(type(self)) if name not in self.not_of_scope]

    def ended(self, response: Response) -> None:
        """To be called when the last page of a list has been read."""
        if not self.windowed:
            self.tell(list_ended, part=part_of(response))

    def troubled(self, response: Response) -> None:
        """To be called when something of a list could not be read."""
        self.tell(list_troubled, part=part_of(response))

    def tell(self, signal: object, **details: Any) -> None:
        """Sends a signal to whoever keeps books; outside a crawl nobody does."""
        if hasattr(self, "crawler"):
            self.crawler.signals.send_catch_log(signal, **details)

    def count(self, statistic: str) -> None:
        """Add one to a statistic of the crawl; outside a crawl (a saved page, a test) there is nothing to count in."""
        if hasattr(self, "crawler"):
            self.crawler.stats.inc_value(statistic)


def part_of(response: Response) -> str:
    """Which of several lists of one crawl the page belongs to; '' where there is one, and for a saved page."""
    return str(response.meta.get(PART, "")) if response.request is not None else ""


def parts(urls: Iterable[str]) -> list[tuple[str, str]]:
    """Each list's address, and what tells it from the others of one crawl; a single list needs nothing."""
    found = list(urls)
    return [(url, url if len(found) > 1 else "") for url in found]
