"""Third step: postings go to the database in batches; a posting's step ends when its batch is committed."""

from asyncio import to_thread
from functools import partial
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from jobspider.config import config
from jobspider.errors import InvalidPostingError
from jobspider.frontier.signals import pause_leasing, resume_leasing
from jobspider.posting import Posting
from jobspider.store.engine import configured_engine
from jobspider.store.indexer import index_for
from jobspider.store.schema import prepare
from jobspider.store.writer import Writer


class StorePipeline:
    """Counts `postings/stored`, `postings/new`, `postings/changed`, `postings/unchanged` and `postings/failed`."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats
        self.engine = configured_engine()
        self.signals = crawler.signals
        self.writer = Writer(
            self.engine,
            batch_size=config().batch_size,
            on_unavailable=partial(self.tell_frontier, pause_leasing),
            on_available=partial(self.tell_frontier, resume_leasing),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds its components."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.index, signals.engine_stopped)
        return pipeline

    def tell_frontier(self, signal: object) -> None:
        """While nothing can be stored, nothing more is to be fetched; it counts against no request."""
        self.signals.send_catch_log(signal, reason="the database does not answer")

    def open_spider(self) -> None:
        """Refuses a database that is not at this version's schema, before any request."""
        prepare(self.engine)

    async def process_item(self, item: Posting) -> Posting:
        """Returns when the posting is committed; a row that the database refuses is dropped with its reason."""
        try:
            effect = await self.writer.write(item)
        except InvalidPostingError as error:
            self.stats.inc_value("postings/failed")
            raise DropItem(str(error)) from error
        self.stats.inc_value("postings/stored")
        self.stats.inc_value(f"postings/{effect}")
        return item

    async def close_spider(self) -> None:
        """Flushes what is left."""
        await self.writer.close()

    async def index(self) -> None:
        """Makes what was stored searchable and finds its jobs. The crawl is over and its record closed by then."""
        await to_thread(index_for, self.engine)
