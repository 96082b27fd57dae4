"""How pages are fetched."""

from typing import cast

from aiohttp.abc import AbstractResolver
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

from jobspider import spelling
from jobspider.addresses import Addresses
from jobspider.config import config
from jobspider.guard import Guard
from jobspider.sockets import CLOSED


class AddressRefusedError(IgnoreRequest):
    """The host's address is not open to this crawl; nothing was asked of it, and nothing more is tried."""


class DownloadHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler. Scrapy calls it experimental in a warning at each start; our tests and benchmarks run
    on it, and `http11` is one setting away.

    With the setting PUBLIC_ONLY it connects to public addresses and those of JOBSPIDER_TASK_ALLOW only, and knows no
    proxy, which would connect in its place.
    """

    experimental = False
    lazy = True
    """Made at the first request: in `scrapy shell` the loop that its connections belong to doesn't run before."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if guard := guard_of(crawler.settings):
            guard.hold(self._session)
            self.supports_proxies = False  # type: ignore[misc]  # of this crawl's handler, not of all

    async def download_request(self, request: Request) -> Response:
        """The answer; AddressRefusedError where none of the host's addresses is open."""
        try:
            return await super().download_request(request)
        except DownloadConnectionRefusedError as error:
            if CLOSED not in str(getattr(error.__cause__, "os_error", error)):
                raise
            raise AddressRefusedError(spelling.not_public(urlparse_cached(request).hostname or "")) from error


def guard_of(settings: BaseSettings) -> Guard | None:
    """What holds a crawl back from our own networks; None for one that may go anywhere."""
    if not settings.getbool("PUBLIC_ONLY"):
        return None
    return Guard(Addresses.read(config().task_allow), cast(AbstractResolver, load_object(settings["HOST_RESOLVER"])()))
