"""scrapy-redis's classes as views on a run's keys."""

from pathlib import Path
from typing import Any

import pytest
import scrapy
from redis import Redis
from scrapy.utils.test import get_crawler

from jobspider.frontier.queue import FrontierQueue, SeenFilter
from tests.frontier.crew import crew
from tests.frontier.site import Site, running

pytestmark = pytest.mark.servers


class TreeSpider(scrapy.Spider):
    """Has the name and the callback of the workers' spider."""

    name = "tree"
    run = "viewed"

    def parse(self, response: Any) -> None: ...


def spider_on(redis_url: str) -> TreeSpider:
    spider = get_crawler(TreeSpider, {"REDIS_URL": redis_url})._create_spider()
    assert isinstance(spider, TreeSpider)
    return spider


def test_what_is_pushed_through_the_view_is_crawled(tmp_path: Path, redis_url: str) -> None:
    with running(Site(30, latency=0.2)) as site, crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments = {"run": "viewed"}
        worker = gang.start()
        gang.wait_for(1)
        spider = spider_on(redis_url)
        with Redis.from_url(redis_url) as redis:
            queue = FrontierQueue(redis, spider)
            queue.push(scrapy.Request(f"{site.url}500", callback=spider.parse))
        worker.end()
        assert f"{site.url}500" in gang.stored()


def test_the_seen_view_knows_what_it_was_asked(redis_url: str) -> None:
    spider = spider_on(redis_url)
    with Redis.from_url(redis_url) as redis:
        seen = SeenFilter(redis, spider)
        request = scrapy.Request("https://a.example/?b=1&a=2")
        assert not seen.request_seen(request)
        assert seen.request_seen(scrapy.Request("https://a.example/?a=2&b=1"))


def test_popping_and_clearing_are_refused_with_a_sentence(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        queue = FrontierQueue(redis, spider_on(redis_url))
        with pytest.raises(NotImplementedError, match="by a lease"):
            queue.pop()
        with pytest.raises(NotImplementedError, match="Only the finaliser"):
            queue.clear()


STOCK = {
    "SCHEDULER": "scrapy_redis.scheduler.Scheduler",
    "DUPEFILTER_CLASS": "scrapy_redis.dupefilter.RFPDupeFilter",
    "SCHEDULER_SERIALIZER": "msgpack",
}
OURS = {
    "SCHEDULER_QUEUE_CLASS": "jobspider.frontier.queue.FrontierQueue",
    "DUPEFILTER_CLASS": "jobspider.frontier.queue.SeenFilter",
}


@pytest.mark.parametrize(
    "settings",
    [OURS, STOCK, {**STOCK, "DUPEFILTER_CLASS": OURS["DUPEFILTER_CLASS"]}],
    ids=["our views named", "stock scheduler", "stock scheduler with our seen set"],
)
def test_a_crawl_with_scrapy_redis_s_names(tmp_path: Path, redis_url: str, settings: dict[str, str]) -> None:
    with Redis.from_url(redis_url) as redis:
        redis.delete("tree:requests", "tree:dupefilter")
    arguments = {"run": f"names-{tmp_path.name}"}
    with running(Site(60)) as site, crew(tmp_path, site.url, "", settings=settings, arguments=arguments) as gang:
        assert gang.start(redis_url=redis_url).end()["finish_reason"] == "finished"
        assert len(gang.stored()) == 60
        assert set(site.fetched().values()) == {1}


def test_our_queue_in_the_stock_scheduler_is_refused_at_the_start(tmp_path: Path, redis_url: str) -> None:
    settings = {**STOCK, "SCHEDULER_QUEUE_CLASS": OURS["SCHEDULER_QUEUE_CLASS"]}
    arguments = {"run": f"names-{tmp_path.name}"}
    with running(Site(5)) as site, crew(tmp_path, site.url, redis_url, settings=settings, arguments=arguments) as gang:
        worker = gang.start()
        worker.process.wait(30)
        assert "which loses what it pops" in worker.text
    assert site.arrivals == []
