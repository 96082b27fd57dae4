"""Nodes that share a frontier ask a site for its robots.txt once, and keep the delay that it asks for."""

import signal
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import msgpack
import pytest
from redis import Redis

from tests.frontier.crew import crew
from tests.frontier.site import Answer, Site, running

pytestmark = pytest.mark.servers

SETTINGS: dict[str, Any] = {
    "ROBOTSTXT_OBEY": True,
    "ROBOTSTXT_USER_AGENT": "jobspider",
    "DOWNLOADER_MIDDLEWARES": {
        "jobspider.middlewares.lease.LeaseDownloaderMiddleware": 1,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "jobspider.middlewares.robots.RobotsMiddleware": 100,
    },
}


def says(text: str, status: int = 200) -> dict[str, Callable[[], Answer]]:
    """A site's robots.txt."""
    return {"/robots.txt": lambda: (status, {}, text)}


def test_two_nodes_and_the_next_run_ask_once(tmp_path: Path, redis_url: str) -> None:
    site = Site(60, latency=0.05, special=says("User-agent: *\nDisallow: /7"))
    with running(site), crew(tmp_path, site.url, redis_url, settings=SETTINGS) as gang:
        for worker in [gang.start(), gang.start()]:
            worker.end()
        gang.start().end()
    assert site.arrivals[0][1] == "/robots.txt"
    assert site.fetched()["/robots.txt"] == 1
    assert site.fetched()["/"] == 2
    assert "/7" not in site.fetched()


def test_the_delay_is_kept_between_robots_txt_and_the_first_page(tmp_path: Path, redis_url: str) -> None:
    site = Site(20, latency=0.05, special=says("User-agent: *"))
    delayed = {**SETTINGS, "DOWNLOAD_DELAY": 0.3, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
    with running(site), crew(tmp_path, site.url, redis_url, settings=delayed) as gang:
        for worker in [gang.start(), gang.start()]:
            worker.end()
        assert len(gang.stored()) == 20
    assert [path for _, path in site.arrivals[:2]] == ["/robots.txt", "/"]
    assert site.fetched()["/robots.txt"] == 1
    assert min(site.gaps()) >= 0.3


def test_a_node_that_dies_while_it_fetches_robots_txt_holds_nobody_up(tmp_path: Path, redis_url: str) -> None:
    site = Site(30, special=says("User-agent: *"), slow={"/robots.txt": 60})
    gang_settings = {"settings": SETTINGS, "arguments": {"starts": ["", "1", "2"]}}
    with running(site), crew(tmp_path, site.url, redis_url, **gang_settings) as gang:
        victim = gang.start()
        deadline = monotonic() + 20
        while not site.arrivals and monotonic() < deadline:
            sleep(0.05)
        site.slow.clear()
        heir = gang.start()
        sleep(1.5)
        assert site.fetched() == {"/robots.txt": 1}
        victim.process.kill()
        killed = monotonic()
        heir.end()
        assert monotonic() - killed < 2 + 5
        assert len(gang.stored()) == 30
    assert site.fetched()["/robots.txt"] == 2


def wait_for_requests(site: Site, least: int) -> None:
    """Until the site was asked for so many pages, 15 seconds at most."""
    for _ in range(150):
        if sum(site.fetched().values()) >= least:
            return
        sleep(0.1)
    pytest.fail(f"the site was not asked for {least} pages in 15 s")


def test_a_node_that_waits_for_anothers_robots_txt_can_be_stopped(tmp_path: Path, redis_url: str) -> None:
    site = Site(30, special=says("User-agent: *"), slow={"/robots.txt": 60})
    gang_settings = {"settings": SETTINGS, "arguments": {"starts": ["", "1", "2"], "seed_pause": 0.5}}
    with running(site), crew(tmp_path, site.url, redis_url, **gang_settings) as gang:
        gang.start()
        wait_for_requests(site, 1)  # the first one fetches, however slowly it starts
        waiter = gang.start()
        sleep(4)
        waiter.signal(signal.SIGTERM)
        stats = waiter.end(15)
    assert stats["finish_reason"] == "shutdown"
    assert site.fetched() == {"/robots.txt": 1}
    assert "frontier/nacked" not in stats


def test_a_slow_robots_txt_is_waited_for_longer_than_a_lease(tmp_path: Path, redis_url: str) -> None:
    site = Site(30, special=says("User-agent: *"), slow={"/robots.txt": 3})
    with running(site), crew(tmp_path, site.url, redis_url, settings=SETTINGS) as gang:
        for worker in [gang.start(), gang.start()]:
            worker.end()
        assert len(gang.stored()) == 30
    assert set(site.fetched().values()) == {1}


@pytest.mark.parametrize("limit", [1, 16])
def test_a_crawl_delay_is_kept_by_all_nodes(tmp_path: Path, redis_url: str, limit: int) -> None:
    site = Site(20, latency=0.05, special=says("User-agent: *\nCrawl-delay: 0.25"))
    starts = {"starts": [str(number) for number in range(10)]}
    settings = {**SETTINGS, "CONCURRENT_REQUESTS_PER_DOMAIN": limit}
    with running(site), crew(tmp_path, site.url, redis_url, settings=settings, arguments=starts) as gang:
        for worker in [gang.start(), gang.start()]:
            worker.end()
        assert len(gang.stored()) == 20
    assert set(site.fetched().values()) == {1}
    # With several connections the delay is between departures.
    assert min(site.gaps()) >= (0.25 if limit == 1 else 0.2)


def test_a_crawl_delay_is_kept_without_redis(tmp_path: Path) -> None:
    site = Site(8, special=says("User-agent: *\nCrawl-delay: 0.25"))
    alone = {**SETTINGS, "SCHEDULER": "scrapy.core.scheduler.Scheduler"}
    with running(site), crew(tmp_path, site.url, "", settings=alone) as gang:
        gang.start().end()
        assert len(gang.stored()) == 8
    assert min(site.gaps()) >= 0.2  # of 0.25: Scrapy counts from departures, and a way may take longer than the next


def test_strange_bytes_in_redis_are_no_robots_txt(tmp_path: Path, redis_url: str) -> None:
    site = Site(5, special=says("User-agent: *\nDisallow: /3"))
    with running(site), crew(tmp_path, site.url, redis_url, settings=SETTINGS) as gang:
        key = f"jobspider:{{p0}}:robots.txt:jobspider:{site.url}robots.txt"
        with Redis.from_url(redis_url) as redis:
            redis.hset(key, mapping={"answer": b"\x92\xcc\xc8\xa1x", "at": "never"})
            gang.start().end()
            assert 86_000 < redis.ttl(key) <= 86_400
    assert site.fetched() == {"/robots.txt": 1, "/": 1, "/1": 1, "/2": 1, "/4": 1}


def test_an_unreachable_robots_txt_is_asked_for_again_before_long(tmp_path: Path, redis_url: str) -> None:
    site = Site(5, special=says("", status=503))
    with running(site), crew(tmp_path, site.url, redis_url, settings={**SETTINGS, "RETRY_TIMES": 1}) as gang:
        gang.start().end()
        with Redis.from_url(redis_url) as redis:
            assert 0 < redis.ttl(f"jobspider:{{p0}}:robots.txt:jobspider:{site.url}robots.txt") <= 60
    assert site.fetched() == {"/robots.txt": 2}


def first(status: int, text: str) -> dict[str, Callable[[], Answer]]:
    """A robots.txt that is had at the second attempt."""
    answers: list[Answer] = [(status, {}, "")]
    return {"/robots.txt": lambda: answers.pop() if answers else (200, {}, text)}


@pytest.mark.parametrize("shared", [True, False])
def test_a_robots_txt_that_was_unreachable_is_asked_for_again_in_the_same_process(
    tmp_path: Path, redis_url: str, shared: bool
) -> None:
    site = Site(30, special=first(503, "User-agent: *\nDisallow: /7"))
    scheduler = {} if shared else {"SCHEDULER": "scrapy.core.scheduler.Scheduler"}
    settings = {**SETTINGS, **scheduler, "RETRY_TIMES": 0, "ROBOTS_UNREACHABLE_SECONDS": 1}
    arguments = {"starts": ["20", "21", "22", "23", "7"], "seed_pause": 0.8}
    with running(site), crew(tmp_path, site.url, redis_url, settings=settings, arguments=arguments) as gang:
        stats = gang.start().end()
    fetched = site.fetched()
    assert fetched["/robots.txt"] == 2
    assert "/20" not in fetched
    assert "/23" in fetched
    assert "/7" not in fetched
    assert stats["robotstxt/unreachable"] == 1


def test_a_429_for_robots_txt_pauses_the_host_for_all_nodes(tmp_path: Path, redis_url: str) -> None:
    site = Site(5, special={"/robots.txt": lambda: (429, {"Retry-After": "50"}, "")})
    middlewares = {**SETTINGS["DOWNLOADER_MIDDLEWARES"], "jobspider.middlewares.retry_after.RetryAfterMiddleware": 560}
    settings = {**SETTINGS, "DOWNLOADER_MIDDLEWARES": middlewares}
    with Redis.from_url(redis_url) as redis, running(site):
        redis.delete("jobspider:{p0}:hosts")
        with crew(tmp_path, site.url, redis_url, settings=settings) as gang:
            gang.start().end()
        record = msgpack.unpackb(redis.hget("jobspider:{p0}:hosts", "127.0.0.1"))
        redis.delete("jobspider:{p0}:hosts")
        paused_for = record["pause"] / 1000 - redis.time()[0]
    assert 20 < paused_for <= 51
    assert site.fetched() == {"/robots.txt": 1}
