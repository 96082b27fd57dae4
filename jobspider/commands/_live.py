"""One polite request for each of several spiders: does its site still answer with what the spider can read?"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.asyncgen import as_async_generator

from jobspider.challenge import challenge_of
from jobspider.commands._fetch import ALONE, reason
from jobspider.errors import ConfigError, JobspiderError

BOUNDS = {"DOWNLOAD_TIMEOUT": 30, "CLOSESPIDER_TIMEOUT": 120, "RETRY_ENABLED": False, "REDIRECT_MAX_TIMES": 3}


@dataclass
class Looked:
    """What the first page of a spider's crawl showed."""

    asked: bool = False
    """Whether an answer came; without one `said` says why."""
    is_wrong: bool = False
    said: str = ""
    """A few words."""


def look(
    spiders: Mapping[str, type[Spider]], arguments: Mapping[str, dict[str, str]], settings: Settings
) -> dict[str, Looked]:
    """The first page of each spider's crawl, by name; all at once, each through policy and robots.txt, nothing stored.

    `arguments`: those of the spiders that need some. To be called once in a process.
    """
    for name, value in {**ALONE, **BOUNDS}.items():
        settings.set(name, value, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    found = {name: Looked() for name in spiders}
    crawlers = {name: Crawler(first_page(spider, found[name]), settings.copy()) for name, spider in spiders.items()}
    tasks = {name: process.crawl(crawler, **arguments.get(name, {})) for name, crawler in crawlers.items()}
    process.start()
    for name, task in tasks.items():
        if not found[name].asked:
            found[name] = without_answer(task.exception(), crawlers[name])
    return found


def without_answer(error: BaseException | None, crawler: Crawler) -> Looked:
    """Why nothing was had; a spider that lacks its key or its employers was not asked, and is not wrong."""
    if isinstance(error, ConfigError):
        return Looked(said=f"not asked: {error}")
    if error is not None:
        return Looked(is_wrong=True, said=f"{type(error).__name__}: {error}")
    held_back = bool(crawler.stats and crawler.stats.get_value("policy/because"))
    return Looked(is_wrong=not held_back, said=reason(crawler))


def first_page(spider_class: type[Spider], looked: Looked) -> type[Spider]:
    """A spider like the given one that sends the first request of its crawl, and reads the answer with its callback."""

    class FirstPage(spider_class):  # type: ignore[misc,valid-type]
        async def start(self) -> AsyncIterator[Request]:
            async for each in super().start():
                self.reading = each.callback or self.parse
                yield each.replace(callback=self.look, errback=self.nothing)
                return
            looked.asked, looked.said = True, "not asked: it needs arguments, and has had no run that had any"

        def unchanged(self, *_: Any) -> set[str]:
            """No stored posting counts as seen because somebody has looked at a sitemap."""
            return set()

        async def look(self, response: Response, **kept: Any) -> None:
            looked.asked = True
            if response.status != 200 or (challenge := challenge_of(response)):
                looked.is_wrong = True
                looked.said = f"answers {response.status}" if response.status != 200 else f"challenge ({challenge})"
                return
            try:
                found = [each async for each in as_async_generator(self.reading(response, **kept))]
            except JobspiderError as error:
                looked.is_wrong, looked.said = True, str(error)
                return
            links = sum(isinstance(each, Request) for each in found)
            looked.is_wrong = not found
            looked.said = f"{len(found) - links} postings, {links} links"

        def nothing(self, failure: Any) -> None:
            """`without_answer` tells."""

    FirstPage.name = spider_class.name
    return FirstPage
