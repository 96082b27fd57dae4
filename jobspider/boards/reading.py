"""One page read as a crawl would store it, without a crawl: for `scrapy page`, `scrapy save`, tests and tasks."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from scrapy import Spider
from scrapy.exceptions import DropItem
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from jobspider.boards.board import Board
from jobspider.enrich import enrich
from jobspider.errors import ConfigError, InvalidPostingError
from jobspider.posting import Posting, Problem


def response_of(body: bytes, url: str, filename: str = "") -> Response:
    """A response as a download would give it; the type follows from the file's name and the body."""
    headers = {"Content-Type": _CONTENT_TYPES.get(Path(filename).suffix.lower(), "text/html; charset=utf-8")}
    kind = responsetypes.from_args(headers=Headers(headers), url=url, filename=filename, body=body)
    return kind(url=url, body=body, headers=headers, request=Request(url))


_CONTENT_TYPES = {
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
}


def postings_of(
    spider: Spider, response: Response, now: datetime, problem: Problem = lambda _: None
) -> Iterator[Posting]:
    """The postings of a page, through the same steps as in a crawl; a row that cannot be one is told to `problem`.

    Raises SchemaChangedError where the page should hold postings and none can be read.
    """
    if not isinstance(spider, Board):
        raise ConfigError(
            f"spider {spider.name} is not built on a board of jobspider.boards: a page cannot be read alone"
        )
    country = spider.country_of(response)
    for raw in spider.postings(response):
        try:
            posting = Posting.from_raw(raw, source=spider.name, now=now, country=country, problem=problem)
        except (InvalidPostingError, DropItem) as error:
            problem(str(error))
        else:
            yield enrich(posting, now)
