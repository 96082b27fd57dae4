"""Where list documents are kept for conditional requests: in the database, so that all nodes have them."""

import asyncio
import logging
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from sqlalchemy.exc import SQLAlchemyError

from jobspider.errors import JobspiderError
from jobspider.store.documents import Document, find_document, keep_document, prune_documents
from jobspider.store.engine import configured_engine
from jobspider.store.transaction import in_transaction

if TYPE_CHECKING:
    from scrapy.utils.request import RequestFingerprinterProtocol

logger = logging.getLogger(__name__)

LARGEST = 4 * 1024 * 1024
"""Bytes of a packed document; MySQL takes 16 MB in one statement, in which each byte may need two."""
MOST_BYTES = 256 * 1024 * 1024
"""Bytes of a source's packed documents; the oldest go first."""
LONGEST = 255
"""Characters of a header's value."""
LOADED = "conditional_document"


class DocumentStorage:
    """A storage of Scrapy's HttpCacheMiddleware. `load` and `save` do the database's work, in a thread.

    Documents fetched in full longer ago than HTTPCACHE_EXPIRATION_SECS count as missing, however often the site has
    said since that they are unchanged: a site whose validators are wrong is so noticed. No pickle: a document is its
    body and three headers, found by the fingerprint of the request, which has no key in it.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self.engine = configured_engine()
        self.kept = timedelta(seconds=settings.getint("HTTPCACHE_EXPIRATION_SECS"))
        self.largest_page = settings.getint("DOWNLOAD_MAXSIZE")
        self.source = ""
        self.fingerprinter: RequestFingerprinterProtocol | None = None

    def open_spider(self, spider: Spider) -> None:
        """Documents belong to a spider."""
        self.source = spider.name
        self.fingerprinter = spider.crawler.request_fingerprinter

    def close_spider(self, spider: Spider) -> None:  # noqa: ARG002  # Scrapy's names
        """Removes what is too old or too much."""
        self._try(lambda connection: prune_documents(connection, self.source, self._since(), MOST_BYTES))

    async def load(self, request: Request) -> None:
        """Looks the request's document up, for `retrieve_response`."""
        key = self._key(request)
        request.meta[LOADED] = await asyncio.to_thread(
            self._try, lambda connection: find_document(connection, self.source, key, self._since())
        )

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:  # noqa: ARG002  # Scrapy's names
        """The document as the answer that it came with; raises zlib.error for one that is broken."""
        document: Document | None = request.meta.pop(LOADED, None)
        if document is None:
            return None
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(document.body, self.largest_page)
        if not unpacking.eof:
            raise zlib.error("larger than DOWNLOAD_MAXSIZE, or cut off")
        named = {"ETag": document.etag, "Last-Modified": document.last_modified, "Content-Type": document.content_type}
        headers = Headers({name: value.encode("latin-1") for name, value in named.items() if value})
        return responsetypes.from_args(headers=headers, url=request.url, body=body)(
            request.url, headers=headers, body=body
        )

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:  # noqa: ARG002  # Scrapy's names
        """Notes the answer for `save`."""
        request.meta[LOADED] = response

    async def save(self, request: Request) -> None:
        """Writes down what `store_response` has noted, where it is not too large."""
        response: Response | None = request.meta.pop(LOADED, None)
        if response is not None:
            await asyncio.to_thread(self._write, self._key(request), response)

    def _write(self, key: str, response: Response) -> None:
        kind, etag, modified = ((response.headers.get(name) or b"").decode("latin-1") for name in VALUES)
        document = Document(kind, etag, modified, zlib.compress(response.body))
        if len(document.body) <= LARGEST and max(len(kind), len(etag), len(modified)) <= LONGEST:
            self._try(lambda connection: keep_document(connection, self.source, key, document, datetime.now(UTC)))

    def _try(self, work: Any) -> Any:
        """What `work` returns; None where the database cannot be used: then pages are fetched in full."""
        try:
            return in_transaction(self.engine, work)
        except (JobspiderError, SQLAlchemyError) as error:
            logger.warning("Documents for conditional requests are left alone: %s", error)
            return None

    def _since(self) -> datetime:
        return datetime.now(UTC) - self.kept

    def _key(self, request: Request) -> str:
        assert self.fingerprinter is not None
        return self.fingerprinter.fingerprint(request).hex()


VALUES = ("Content-Type", "ETag", "Last-Modified")
"""Headers that are kept, in the order of Document's fields."""
