"""Statistics of a crawl."""

from scrapy.statscollectors import MemoryStatsCollector


class StatsCollector(MemoryStatsCollector):
    """Scrapy's, without its check of every call for an argument that is deprecated: some 30 calls a page pay for it."""

    __getattribute__ = object.__getattribute__
