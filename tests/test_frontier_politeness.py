"""A host is asked as seldom as the settings say, by all nodes together."""

from itertools import combinations
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from redis import Redis

from tests.frontier.crew import crew
from tests.frontier.site import Answer, Site, running

pytestmark = pytest.mark.servers

LONGEST_WAY = 0.3
"""Seconds from a request's departure to its arrival, at most, on a machine with much else to do."""


def crawl(folder: Path, site: Site, redis_url: str, processes: int = 2, **settings: Any) -> list[dict[str, Any]]:
    """Crawls the site with so many processes."""
    with running(site), crew(folder, site.url, redis_url, settings=settings) as gang:
        workers = [gang.start() for _ in range(processes)]
        stats = [worker.end() for worker in workers]
        assert len(gang.stored()) == site.pages
    return stats


def test_two_nodes_never_beat_the_delay(tmp_path: Path, redis_url: str) -> None:
    site = Site(40, special={"/robots.txt": lambda: (200, {}, "User-agent: *")})
    crawl(tmp_path, site, redis_url, DOWNLOAD_DELAY=0.2, CONCURRENT_REQUESTS_PER_DOMAIN=1, ROBOTSTXT_OBEY=True)
    assert site.fetched()["/robots.txt"] in {1, 2}
    assert min(site.gaps()) >= 0.2
    assert sum(site.gaps()) / len(site.gaps()) < 0.3


def test_two_nodes_never_beat_the_delay_of_a_slow_site_with_several_connections(tmp_path: Path, redis_url: str) -> None:
    site = Site(30, latency=0.5)
    crawl(tmp_path, site, redis_url, DOWNLOAD_DELAY=0.2, CONCURRENT_REQUESTS_PER_DOMAIN=4)
    # The delay is between departures here, and the way to the site takes longer for some: any two requests are as far
    # apart as the delays between them, less a way.
    numbered = enumerate(moment for moment, _ in site.arrivals)
    apart = [(later - earlier, 0.2 * (j - i)) for (i, earlier), (j, later) in combinations(numbered, 2)]
    assert all(seconds >= delays - LONGEST_WAY for seconds, delays in apart), site.gaps()
    assert 1 < site.most_under_way <= 4


def test_the_connections_to_a_host_are_shared_by_all_nodes(tmp_path: Path, redis_url: str) -> None:
    site = Site(200, latency=0.05)
    stats = crawl(tmp_path, site, redis_url, processes=3, CONCURRENT_REQUESTS_PER_DOMAIN=4)
    assert site.most_under_way <= 4
    assert sum(each.get("downloader/response_count", 0) for each in stats) == 200


def test_one_slot_may_have_its_own_delay(tmp_path: Path, redis_url: str) -> None:
    site = Site(20)
    crawl(tmp_path, site, redis_url, DOWNLOAD_SLOTS={"127.0.0.1": {"delay": 0.2, "concurrency": 1}})
    assert min(site.gaps()) >= 0.2


def test_retry_after_pauses_the_host_on_all_nodes(tmp_path: Path, redis_url: str) -> None:
    refused: list[float] = []

    def busy_once() -> Answer:
        refused.append(monotonic())
        return (429, {"Retry-After": "2"}, "") if len(refused) == 1 else (200, {}, "")

    site = Site(60, latency=0.02, special={"/30": busy_once})
    crawl(tmp_path, site, redis_url, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    quiet = max(site.gaps())
    assert quiet >= 1.9
    assert len(refused) == 2


def test_autothrottle_writes_its_delay_for_all_nodes(tmp_path: Path, redis_url: str) -> None:
    site = Site(25, latency=0.1)
    throttle: dict[str, Any] = {
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0.2,
        "AUTOTHROTTLE_MAX_DELAY": 0.3,
    }
    crawl(tmp_path, site, redis_url, **throttle, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert min(site.gaps()[3:]) >= 0.1


THROTTLED: dict[str, Any] = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.2, "DOWNLOAD_DELAY": 0.2}


def test_a_slow_site_is_slowed_on_two_nodes_and_a_quick_one_never_below_the_delay(
    tmp_path: Path, redis_url: str
) -> None:
    slow, quick = Site(10, latency=0.6), Site(14)
    for name, site in (("slow", slow), ("quick", quick)):
        with Redis.from_url(redis_url) as client:
            client.delete("jobspider:{p0}:hosts")
        crawl(tmp_path / name, site, redis_url, **THROTTLED, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    # The delay counts from the end of a download: 0.6 s of answering and as much of waiting.
    assert min(slow.gaps()[2:]) >= 1.15
    assert min(quick.gaps()) >= 0.2
    assert sum(quick.gaps()) / len(quick.gaps()) < 0.6


def test_autothrottle_never_goes_below_a_crawl_delay(tmp_path: Path, redis_url: str) -> None:
    site = Site(10, special={"/robots.txt": lambda: (200, {}, "User-agent: *\nCrawl-delay: 0.5")})
    middlewares = {
        "jobspider.middlewares.lease.LeaseDownloaderMiddleware": 1,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "jobspider.middlewares.robots.RobotsMiddleware": 100,
    }
    obeying: dict[str, Any] = {
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "jobspider",
        "DOWNLOADER_MIDDLEWARES": middlewares,
    }
    with Redis.from_url(redis_url) as client:
        client.delete("jobspider:{p0}:hosts")
    crawl(tmp_path, site, redis_url, **THROTTLED, **obeying, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert min(site.gaps()[1:]) >= 0.5
