"""Compressed transfer, and a bound on what a page may unpack to: a bomb is a failure, not an empty page."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from jobspider.middlewares.host import shared_lease


class CompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's, which counts nothing where a page exceeds DOWNLOAD_MAXSIZE; here that is `transfer/too_large`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Raises IgnoreRequest for a page that unpacks to more; it is not asked for again."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            self._refuse(request, str(error))
            raise

    def process_exception(self, request: Request, exception: Exception) -> None:
        """The same for a page that is too large as it is."""
        if isinstance(exception, DownloadCancelledError):
            self._refuse(request, str(exception))

    def _refuse(self, request: Request, why: str) -> None:
        self._crawler.stats.inc_value("transfer/too_large")
        request.meta["dont_retry"] = True
        _, lease = shared_lease(self._crawler, request)
        if lease:
            lease.failure, lease.final = why, True
