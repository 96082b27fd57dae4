"""KeyedApiBoard: search APIs that answer only to a key, which is the operator's and stays out of everything stored."""

from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from w3lib.url import url_query_cleaner

from jobspider.boards.search_api import SearchApiBoard
from jobspider.errors import ConfigError

HANDLER = "jobspider.download_signed.SignedDownloadHandler"


class KeyedApiBoard(SearchApiBoard):
    """Reading a saved page needs no key; fetching one does."""

    keyed_below: ClassVar[str] = ""
    """The address below which everything needs the key, where that is more than `api_url`."""
    secret_parameters: ClassVar[tuple[str, ...]] = ()
    """Parameters of the query that are part of the key."""

    def missing_key(self) -> str | None:
        """A sentence that names the variable that is not set and where a key comes from; None when all is there."""
        raise NotImplementedError(f"{type(self).__name__} has to define missing_key().")

    def with_key(self, request: Request) -> Request:
        """The request with the key in it."""
        raise NotImplementedError(f"{type(self).__name__} has to define with_key().")

    def signed(self, request: Request) -> Request:
        """The request as it is sent: with the key if it goes to the API, untouched if not (robots.txt, a redirect)."""
        return self.with_key(request) if self.is_keyed(request) else request

    def is_keyed(self, request: Request) -> bool:
        """Whether the key goes out with the request: only to the API itself."""
        asked, api = urlsplit(request.url), urlsplit(self.moved(self.keyed_below or self.api_url))
        return asked.netloc == api.netloc and asked.path.startswith(api.path)

    def unsigned(self, response: Response) -> Response:
        """The answer without the key, which a redirect within the API repeats in its address."""
        location = response.headers.get("Location")
        if location is None:
            return response
        headers = response.headers.copy()
        headers["Location"] = url_query_cleaner(location.decode("latin-1"), self.secret_parameters, remove=True)
        return response.replace(headers=headers)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Lets `signed` see each request last."""
        super().update_settings(settings)
        handlers = {**settings.getdict("DOWNLOAD_HANDLERS"), "http": HANDLER, "https": HANDLER}
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises ConfigError when the key is missing."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if missing := spider.missing_key():
            raise ConfigError(missing)
        return spider
