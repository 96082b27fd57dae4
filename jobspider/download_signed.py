"""Requests that need a key: it is put in when a request is sent, so it is in no queue, log or stored address."""

from typing import Any

from scrapy import Request
from scrapy.http import Response

from jobspider.download import DownloadHandler


class SignedDownloadHandler(DownloadHandler):
    """Sends each request as the spider's `signed` makes it; the answer has the address without the key."""

    async def download_request(self, request: Request) -> Response:
        """The answer to the signed request."""
        board: Any = self.crawler.spider  # only keyed boards choose this handler
        response = await super().download_request(board.signed(request))
        unsigned: Response = board.unsigned(response.replace(url=request.url))
        return unsigned
