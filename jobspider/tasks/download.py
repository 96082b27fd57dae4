"""How a task's pages are fetched: every socket is made for an address that was looked at."""

import asyncio
import errno
import socket
from typing import Any, cast

import aiohttp
from aiohttp.abc import AbstractResolver
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadConnectionRefusedError, UnsupportedURLSchemeError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

from jobspider.addresses import Addresses
from jobspider.config import config
from jobspider.download import DownloadHandler
from jobspider.middlewares.host import shared_lease
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks.ended import StoppedError, UrlEndedError
from jobspider.tasks.spelling import not_public

CLOSED = "an address that tasks may not connect to"
MOST_ENCODINGS = 1
"""Content-Encodings of an answer: each more could unpack the last one's bomb."""


class ClosedAddressError(OSError):
    """The address that was about to be connected to is not open to tasks. Always the same text: aiohttp joins those of
    several addresses into a new error."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, CLOSED)


class GuardedDownloadHandler(DownloadHandler):
    """Connects to permitted addresses only, whatever the host's name meant before; knows no proxy."""

    supports_proxies = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._addresses = Addresses.read(config().task_allow)
        resolver = cast(AbstractResolver, load_object(crawler.settings["TASK_RESOLVER"])())
        # Scrapy's handler makes the session, and has no place for a connector of another kind.
        connector = cast(Any, self._session.connector)
        connector._socket_factory = self.socket
        connector._resolver = resolver

    def socket(self, found: tuple[Any, ...]) -> socket.socket:
        """The socket for one address, which is the one that it is then connected to. Raises ClosedAddressError."""
        family, kind, protocol, _, address = found
        if not self._addresses.permit(address[0], address[1]):
            raise ClosedAddressError
        return socket.socket(family, kind, protocol)

    async def download_request(self, request: Request) -> Response:
        """The answer; UrlEndedError where it may not be had or is too large."""
        url = urlparse_cached(request)
        try:
            response = await self._unless_stopped(request)
        except DownloadConnectionRefusedError as error:
            if CLOSED not in str(getattr(error.__cause__, "os_error", error)):
                raise
            host = url.hostname or ""
            ending = Ending(UrlOutcome.REFUSED, not_public(host))
            # robots.txt may have met it, and its middleware keeps errors to itself.
            cast(Any, self.crawler.spider).alone[host] = ending
            raise UrlEndedError(*ending) from error
        except DownloadCancelledError as error:
            raise UrlEndedError(UrlOutcome.TOO_LARGE, f"the answer of {url.hostname} is too large") from error
        except (UnsupportedURLSchemeError, aiohttp.InvalidURL, UnicodeError) as error:
            raise UrlEndedError(UrlOutcome.REFUSED, "the URL cannot be read") from error
        if len(b",".join(response.headers.getlist("Content-Encoding")).split(b",")) > MOST_ENCODINGS:
            raise UrlEndedError(UrlOutcome.TOO_LARGE, f"{url.hostname} has packed its answer more than once")
        return response

    async def _unless_stopped(self, request: Request) -> Response:
        """The answer; StoppedError when the crawl is closed meanwhile, with nothing more sent or awaited."""
        download = asyncio.ensure_future(super().download_request(request))
        stopped = asyncio.ensure_future(cast(Any, self.crawler.spider).stopping.wait())
        try:
            await asyncio.wait({download, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if download.done():
                return download.result()
        finally:
            stopped.cancel()
            download.cancel()
        await asyncio.wait({download})
        frontier, lease = shared_lease(self.crawler, request)
        if lease:
            frontier.note_interruption(request)  # another process reads it, unless the run has ended
        raise StoppedError
