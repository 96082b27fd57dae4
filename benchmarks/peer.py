"""scrapy-redis made to run on today's Scrapy, as STACK's survey found it must be: nothing else about it is changed."""

from typing import Any

import redis
from scrapy import Request, Spider
from scrapy_redis.dupefilter import RFPDupeFilter
from scrapy_redis.queue import PriorityQueue
from scrapy_redis.scheduler import Scheduler


class Counting(redis.Redis):
    """Counts round trips: a command, or a pipeline, is one."""

    trips = 0

    def execute_command(self, *args: Any, **options: Any) -> Any:
        Counting.trips += 1
        return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, *args: Any, **options: Any) -> Any:
        Counting.trips += 1
        return super().pipeline(*args, **options)


class PeerDupeFilter(RFPDupeFilter):  # type: ignore[misc]  # scrapy-redis publishes no types
    """On the counting client."""

    @classmethod
    def from_spider(cls, spider: Spider) -> Any:
        url = spider.settings["REDIS_URL"]
        return cls(Counting.from_url(url), f"{spider.name}:dupefilter")


class PeerScheduler(Scheduler):  # type: ignore[misc]
    """Without the calls that Scrapy has dropped; its queue ends the crawl when it is empty."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Any:
        scheduler = cls(server=Counting.from_url(crawler.settings["REDIS_URL"]), dupefilter_cls=PeerDupeFilter)
        scheduler.crawler_stats = crawler.stats
        return scheduler

    def open(self, spider: Spider) -> None:
        self.spider = spider
        self.queue = PriorityQueue(self.server, spider, f"{spider.name}:requests")
        self.df = PeerDupeFilter.from_spider(spider)

    def enqueue_request(self, request: Request) -> bool:
        if not request.dont_filter and self.df.request_seen(request):
            return False
        self.queue.push(request)
        return True

    def next_request(self) -> Request | None:
        request: Request | None = self.queue.pop(0)
        return request

    def close(self, reason: str) -> None:
        self.crawler_stats.set_value("bench/round_trips", Counting.trips)
        super().close(reason)
