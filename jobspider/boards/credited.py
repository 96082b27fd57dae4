"""CreditedBoard: sources whose owner asks for something in return, which is kept with the source and shown."""

from typing import Any, ClassVar, Self

from scrapy.crawler import Crawler

from jobspider.boards.board import Board


class CreditedBoard(Board):
    """Says at the beginning of each crawl what its owner asks for."""

    attribution: ClassVar[str] = ""
    """What whoever shows the postings must say or do, as the source's owner asks for it."""
    terms_url: ClassVar[str] = ""
    """The terms under which the source may be used."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes its spiders."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if cls.attribution:
            spider.logger.info("Attribution: %s Terms of use: %s", cls.attribution, cls.terms_url)
        return spider
