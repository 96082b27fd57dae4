"""One process of a crawl, as `scrapy crawl` runs it: `python worker.py '{"url": …, "settings": …, "arguments": …}'`.

Stores each page's number in SQLite, committed before the pipeline's step ends, and prints its statistics as JSON.
"""

import asyncio
import json
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from jobspider.frontier.signals import pause_leasing, resume_leasing

SETTINGS: dict[str, Any] = {
    "SCHEDULER": "jobspider.frontier.scheduler.Scheduler",
    "DOWNLOADER_MIDDLEWARES": {"jobspider.middlewares.lease.LeaseDownloaderMiddleware": 1},
    "SPIDER_MIDDLEWARES": {"jobspider.middlewares.lease.LeaseSpiderMiddleware": 1},
    "RETRY_ENABLED": False,
    "ASYNCIO_EVENT_LOOP": "uvloop.Loop",
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "jobspider.download.DownloadHandler"),
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_DELAY_JITTER": 0,
    "LOG_LEVEL": "INFO",
    "FRONTIER_LEASE_SECONDS": 2,
}


class TreeSpider(scrapy.Spider):
    """Follows every link and keeps every page."""

    name = "tree"

    def __init__(self, url: str = "", starts: list[str] | None = None, slots: int = 0, **kwargs: Any) -> None:
        self.seed_pause = 0.0
        super().__init__(**kwargs)
        self.url = url
        self.slots = slots
        self._starts = starts or [""]

    async def start(self) -> AsyncIterator[Any]:
        for path in self._starts:
            yield scrapy.Request(self.url + path, dont_filter=True)
            await asyncio.sleep(self.seed_pause)

    def parse(self, response: Response) -> Iterator[Any]:
        if b"callback-error" in response.body:
            raise ValueError("this page always fails")
        yield {"page": response.url}
        for href in response.css("a::attr(href)").getall():
            slot = {"download_slot": f"slot-{int(href.strip('/')) % self.slots}"} if self.slots else {}
            yield response.follow(href, callback=self.parse, meta=slot)


class SqlitePipeline:
    """One row a page; `stored` counts how often it was stored."""

    def __init__(self, path: str, signals: Any) -> None:
        self._path = path
        self._signals = signals

    @classmethod
    def from_crawler(cls, crawler: Any) -> "SqlitePipeline":
        return cls(crawler.settings["DATABASE"], crawler.signals)

    def open_spider(self) -> None:
        self._database = sqlite3.connect(self._path, timeout=60)
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("CREATE TABLE IF NOT EXISTS pages (page TEXT PRIMARY KEY, stored INTEGER)")
        self._database.commit()

    async def process_item(self, item: Any) -> Any:
        outage = Path(self._path).with_name("outage")
        while outage.exists():  # as the store pipeline does while the database is away
            self._signals.send_catch_log(pause_leasing, reason="the database is away")
            await asyncio.sleep(0.05)
        self._signals.send_catch_log(resume_leasing, reason="the database is away")
        self._database.execute(
            "INSERT INTO pages VALUES (?, 1) ON CONFLICT (page) DO UPDATE SET stored = stored + 1", (item["page"],)
        )
        self._database.commit()
        return item

    def close_spider(self) -> None:
        self._database.close()


def shift_clock(seconds: float) -> None:
    """This process's wall clock goes wrong by so much; the monotonic clock cannot."""
    if seconds:
        right = time.time
        time.time = lambda: right() + seconds


def main(task: dict[str, Any]) -> None:
    shift_clock(task["settings"].get("CLOCK_OFFSET", 0))
    settings = {**SETTINGS, "ITEM_PIPELINES": {SqlitePipeline: 300}, **task["settings"]}
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(TreeSpider)
    process.crawl(crawler, url=task["url"], **task.get("arguments", {}))
    process.start()
    print(json.dumps(crawler.stats.get_stats() if crawler.stats else {}, default=str))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
