"""SearchApiBoard: APIs that are asked with words and a place, and answer page by page."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from w3lib.url import add_or_replace_parameters

from jobspider.boards.arguments import number
from jobspider.boards.json_api import JsonApiBoard
from jobspider.errors import ConfigError


class SearchApiBoard(JsonApiBoard):
    """A site says where its API is and how it names what one searches for (`parameters`)."""

    api_url: ClassVar[str]
    """The API's address, without a query."""
    asks: ClassVar[tuple[str, ...]] = ("query",)
    """Which of the arguments the API can search by."""
    query: str = ""
    """Words to search for."""
    location: str = ""
    """Place to search in."""
    job_type: str = ""
    """Kind of employment to search for: `fulltime`, `parttime`, `contract`, … as the site names it."""
    days: int = 0
    """Postings of the last so many days only, where the API can be asked for that; 0: of any age."""

    def __init__(
        self,
        name: str | None = None,
        *,
        query: str | None = None,
        location: str | None = None,
        job_type: str | None = None,
        days: str | int | None = None,
        **arguments: Any,
    ) -> None:
        """What to search for; an argument that is left out keeps the spider's own value."""
        super().__init__(name, **arguments)
        self._refuse_others(query=query, location=location, job_type=job_type, days=days)
        self.query = self.query if query is None else query
        self.location = self.location if location is None else location
        self.job_type = self.job_type if job_type is None else job_type
        self.days = self.days if days is None else number("days", days, least=0)
        self.windowed = self.windowed or self.days > 0

    def _refuse_others(self, **given: str | int | None) -> None:
        for argument, value in given.items():
            if value is not None and argument not in self.asks:
                raise ConfigError(f"{self.name} can't be searched by {argument}, only by {', '.join(self.asks)}.")

    def parameters(self) -> Mapping[str, str | int | None]:
        """The search in the API's own words; what is empty is not asked for."""
        raise NotImplementedError(f"{type(self).__name__} has to define parameters().")

    def first_urls(self) -> Iterable[str]:
        """The first page of the search."""
        asked = {name: str(value) for name, value in self.parameters().items() if value}
        return [add_or_replace_parameters(self.api_url, asked)]
