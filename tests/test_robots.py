"""robots.txt: given what a site answers there, then its pages are asked for or not, and the run says why."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.test import get_crawler

from jobspider.middlewares.host import slow_down
from jobspider.middlewares.robots import RobotsMiddleware
from jobspider.middlewares.robots_answer import crawl_delay_of
from tests.crawling import last_run, scrapy

pytestmark = pytest.mark.servers


class Site(ThreadingHTTPServer):
    """A site whose every page is a 404, with a robots.txt; None closes the connection without an answer."""

    def __init__(self, status: int, robots: bytes | None) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.status, self.robots, self.asked = status, robots, list[str]()


class Answers(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        rules = self.path == "/robots.txt"
        if rules and self.server.robots is None:
            self.close_connection = True
            return
        self.send_response(self.server.status if rules else 404)
        self.end_headers()
        self.wfile.write(self.server.robots or b"" if rules else b"")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def site(status: int, robots: bytes | None) -> Iterator[Site]:
    with Site(status, robots) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def pages_asked_for(server: Site) -> int:
    """Crawls the site; how many of its pages were asked for."""
    address = f"http://127.0.0.1:{server.server_address[1]}"
    scrapy("crawl", "indeed", "-a", f"base_url={address}", "-s", "RETRY_TIMES=0")
    assert "/robots.txt" in server.asked
    return len([path for path in server.asked if path != "/robots.txt"])


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("5", 5), ("0.5", 0.5), ("86400", 86400), ("1e400", 0), ("nan", 0), ("-3", 0), ("soon", 0)],
)
def test_a_crawl_delay_is_what_the_site_says(asked: str, seconds: float) -> None:
    crawler = get_crawler()
    rules = f"User-agent: *\nCrawl-delay: {asked}\n".encode()

    assert crawl_delay_of(ProtegoRobotParser.from_crawler(crawler, rules), "jobspider") == seconds


@pytest.mark.parametrize(
    ("own", "longest"),
    [({}, 60), ({"DOWNLOAD_DELAY": 90}, 90), ({"DOWNLOAD_SLOTS": {"h": {"delay": 3600}}}, 3600)],
)
def test_a_crawl_that_waits_as_long_anyway_need_not_leave_a_site_alone(own: dict[str, Any], longest: int) -> None:
    crawler = get_crawler(settings_dict={"ROBOTSTXT_OBEY": True, "DOWNLOAD_DELAY": 3, **own})
    slots = SimpleNamespace(per_slot_settings=crawler.settings.getdict("DOWNLOAD_SLOTS"), get_slot_key=lambda _: "h")
    crawler.engine = cast(ExecutionEngine, SimpleNamespace(downloader=slots))

    assert RobotsMiddleware(crawler).longest_delay(Request("http://h/")) == longest


@pytest.mark.parametrize(
    ("own", "asked", "kept"),
    [
        ({}, 2, 3),
        ({}, 50, 50),
        ({"DOWNLOAD_DELAY": 90}, 80, 90),
        ({"DOWNLOAD_SLOTS": {"h": {"delay": 3600}}}, 70, 3600),
    ],
)
def test_a_host_keeps_the_longer_delay_whatever_autothrottle_has_made_of_it(
    own: dict[str, Any], asked: float, kept: float
) -> None:
    crawler = get_crawler(settings_dict={"DOWNLOAD_DELAY": 3, **own})
    slot = SimpleNamespace(delay=1.5, jitter=0.5)
    slots = crawler.settings.getdict("DOWNLOAD_SLOTS")
    downloader = SimpleNamespace(per_slot_settings=slots, slots={"h": slot}, get_slot_key=lambda _: "h")
    crawler.engine = cast(ExecutionEngine, SimpleNamespace(downloader=downloader, scheduler=None))
    request = Request("http://h/")

    assert slow_down(crawler, request, asked, 0) is False

    assert (slot.delay, slot.jitter) == (kept, 0)
    assert slots["h"] == {"delay": kept, "jitter": 0}
    assert request.meta["autothrottle_dont_adjust_delay"] is True


@pytest.mark.parametrize(
    ("status", "robots"),
    [
        (200, b"User-agent: OtherBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n"),
        (200, b"<html>There is no such page.</html>"),
        (404, b"User-agent: *\nDisallow: /\n"),
    ],
)
def test_what_is_not_forbidden_to_us_is_asked_for(status: int, robots: bytes) -> None:
    with site(status, robots) as server:
        assert pages_asked_for(server) == 1


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: *\nAllow: /\n\nUser-agent: Jobspider\nDisallow: /\n",
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n",
        b"User-agent: *\nDisallow: /caf\xe9\nDisallow: /jobs\n",
        b"User-agent: *\nAllow: /\nCrawl-delay: 86400\n",  # not once a minute: not at all
    ],
)
def test_what_is_forbidden_to_us_is_not_asked_for(robots: bytes) -> None:
    with site(200, robots) as server:
        assert pages_asked_for(server) == 0

    assert last_run(os.environ["JOBSPIDER_DATABASE_URL"])["outcome"] == "blocked_by_robots"


@pytest.mark.parametrize(("status", "robots"), [(500, b""), (429, b""), (200, None)])
def test_nothing_is_asked_for_where_robots_txt_cannot_be_had(status: int, robots: bytes | None) -> None:
    with site(status, robots) as server:
        assert pages_asked_for(server) == 0

    assert last_run(os.environ["JOBSPIDER_DATABASE_URL"])["outcome"] in ("failed", "rate_limited")
