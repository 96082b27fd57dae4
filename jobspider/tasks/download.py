"""How a task's pages are fetched: as jobspider.download has it, and with an ending for each URL."""

import asyncio
from typing import Any, cast

import aiohttp
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, UnsupportedURLSchemeError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from jobspider.download import AddressRefusedError, DownloadHandler
from jobspider.middlewares.host import shared_lease
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks.ended import StoppedError, UrlEndedError

MOST_ENCODINGS = 1
"""Content-Encodings of an answer: each more could unpack the last one's bomb."""


class GuardedDownloadHandler(DownloadHandler):
    """Turns what a page may not do into endings."""

    async def download_request(self, request: Request) -> Response:
        """The answer; UrlEndedError where it may not be had or is too large."""
        url = urlparse_cached(request)
        try:
            response = await self._unless_stopped(request)
        except AddressRefusedError as error:
            ending = Ending(UrlOutcome.REFUSED, str(error))
            # robots.txt may have met it, and its middleware keeps errors to itself.
            cast(Any, self.crawler.spider).alone[url.hostname or ""] = ending
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
