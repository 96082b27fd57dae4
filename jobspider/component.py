"""What Scrapy makes of a class that its settings name: a middleware, a pipeline, an extension."""

from typing import Self

from scrapy.crawler import Crawler


class Component:
    """Made with its crawler, which is all that Scrapy asks for."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds its components."""
        return cls(crawler)
