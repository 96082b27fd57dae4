"""One page for a command: from a file, or politely from the site."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from jobspider.boards.reading import response_of
from jobspider.errors import ConfigError

ALONE = {
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
    "SPIDER_MIDDLEWARES": {},
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "DUPEFILTER_CLASS": "scrapy.dupefilters.RFPDupeFilter",
    "HTTPERROR_ALLOW_ALL": True,
    "LOG_LEVEL": "WARNING",
    "HTTPCACHE_ENABLED": False,
    # The command tells what kind of page it is; a middleware that ends the run would leave it without one.
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "jobspider.middlewares.policy.PolicyMiddleware": 40,
        "jobspider.middlewares.public.PublicMiddleware": 45,
        "jobspider.middlewares.contact.ContactMiddleware": 50,
        "jobspider.middlewares.robots.RobotsMiddleware": 100,
    },
}
"""Settings of a command that looks at one page: no shared frontier, no database, nothing stored."""


def is_url(text: str) -> bool:
    """Whether an argument is an address and not a file."""
    return text.startswith(("http://", "https://"))


def checked(url: str | None) -> str | None:
    """The value of --url; raises ConfigError for one that is no full address."""
    if url is not None and not (is_url(url) and urlsplit(url).hostname):
        raise ConfigError(f"--url {url} is not an http(s) URL: write it in full, as in https://careers.example/jobs/1")
    return url


def read_file(name: str, url: str | None) -> Response:
    """A saved page as a response; its address is `url`, or the file's own."""
    file = Path(name)
    if not file.is_file():
        raise ConfigError(f"{name} is neither a file nor an http(s) URL")
    return response_of(file.read_bytes(), url or file.resolve().as_uri(), file.name)


def fetch(command: ScrapyCommand, spider_class: type[Spider], url: str, arguments: dict[str, str]) -> Response:
    """One page, fetched as the spider would: robots.txt obeyed, delays kept. Raises ConfigError with the reason."""
    assert command.crawler_process is not None
    found: list[Response] = []
    crawler = Crawler(one_page(spider_class, url, found), command.crawler_process.settings)
    task: Any = command.crawler_process.crawl(crawler, **arguments)
    command.crawler_process.start()
    if task.done() and task.exception():
        raise task.exception()
    if not found:
        raise ConfigError(f"{url} {reason(crawler)}")
    return found[0]


def reason(crawler: Crawler) -> str:
    """Why a page was not had."""
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if refused := stats.get("policy/because"):
        return f"is not fetched: {refused}"
    if stats.get("robotstxt/unreachable"):
        return "could not be fetched: its site does not answer; look at the address, or try again later"
    if stats.get("robotstxt/forbidden"):
        return "is forbidden by its robots.txt"
    return "could not be fetched: the log above says why"


def one_page(spider_class: type[Spider], url: str, found: list[Response]) -> type[Spider]:
    """A spider like the given one that fetches a single page."""

    class OnePage(spider_class):  # type: ignore[misc,valid-type]
        async def start(self) -> AsyncIterator[Request]:
            meta = {"playwright": True} if getattr(self, "playwright", False) else {}
            yield Request(url, callback=self.keep, dont_filter=True, meta=meta)

        def keep(self, response: Response) -> None:
            found.append(response)

    OnePage.name = spider_class.name
    return OnePage
