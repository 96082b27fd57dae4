"""One crawl in a process of its own: `python -m benchmarks.crawl_once VARIANT SPIDER URL` prints JSON."""

import json
import sys
from os import sysconf
from pathlib import Path
from time import time
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from benchmarks.tree_spider import TreeSpider

SAME = {
    "LOG_LEVEL": "ERROR",
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
    "DOWNLOAD_DELAY": 0,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
}
"""What all variants share: only what the settings under test differ in is left to them."""

STOCK = {"CONCURRENT_ITEMS": 100}
"""Scrapy's default, where the peers run a class that says otherwise of itself."""
FAST_PARTS = ("ASYNCIO_EVENT_LOOP", "TWISTED_REACTOR", "DOWNLOAD_HANDLERS")


def settings(variant: str) -> Settings:
    """`stock`: Scrapy's defaults; `stock+loop`: with our event loop and download handler; `jobspider`: the project."""
    project = get_project_settings()
    if variant == "jobspider":
        found = project
    else:
        found = Settings()
        found.set("SPIDER_MODULES", ["spiders"])
        found.setdict(STOCK, priority="cmdline")
    if variant == "stock+loop":
        found.setdict({name: project[name] for name in FAST_PARTS})
    found.setdict(SAME, priority="cmdline")
    return found


def main(variant: str, spider: str, url: str) -> dict[str, Any]:
    """Crawls and gives pages, postings, and when (epoch) the crawl had stopped.

    Of the spider's opening and closing it gives the time and `busy_seconds`.
    """
    process = AsyncCrawlerProcess(settings(variant))
    crawler = process.create_crawler(TreeSpider if spider == "tree" else spider)
    times: list[tuple[float, float]] = []
    for moment in (signals.spider_opened, signals.spider_closed):
        crawler.signals.connect(lambda: times.append((time(), busy_seconds())), moment, weak=False)
    process.crawl(crawler, base_url=url)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    return {
        "pages": stats.get("pages/count", stats.get("response_received_count", 0)),
        "postings": stats.get("item_scraped_count", 0),
        "opened": times[0],
        "closed": times[1],
        "stopped": time(),
    }


def busy_seconds() -> float:
    """Seconds that the machine's cores have worked since it started, all programs together (/proc/stat of Linux)."""
    user, nice, system = Path("/proc/stat").read_text().split(maxsplit=4)[1:4]
    return (int(user) + int(nice) + int(system)) / sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:4])))
