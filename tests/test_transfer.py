"""What goes over the wire: pages come compressed where the site can do that, and a bomb is not unpacked."""

import gzip
import json
import os

import pytest

from tests.crawling import last_run, rows, scrapy
from tests.web import Asked, Reply, web

pytestmark = pytest.mark.servers

JOBS = [
    {"slug": f"job-{n}", "url": f"https://www.arbeitnow.com/jobs/{n}", "title": "Analyst", "description": "words " * 90}
    for n in range(100)
]
PLAIN = json.dumps({"data": JOBS, "links": {}}).encode()
JSON = {"Content-Type": "application/json"}


def packed(asked: Asked, body: bytes) -> Reply:
    """The body with gzip, where the client takes that."""
    if "gzip" not in asked.headers.get("accept-encoding", ""):
        return 200, JSON, body
    return 200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(body)


def test_compressed_pages_cost_less_and_hold_the_same() -> None:
    bytes_of = []
    for reply in (lambda _: (200, JSON, PLAIN), lambda asked: packed(asked, PLAIN)):
        with web(reply) as site:
            ended = scrapy("crawl", "arbeitnow", "-a", f"base_url={site.url}")
            assert ended.code == 0, ended.err
        bytes_of.append(last_run(os.environ["JOBSPIDER_DATABASE_URL"])["counts"]["bytes"])

    assert {"gzip", "br"} <= {name.strip() for name in site.requests[0].headers["accept-encoding"].split(",")}
    assert len(rows(os.environ["JOBSPIDER_DATABASE_URL"])) == 100
    assert bytes_of[1] < bytes_of[0] / 10


def test_a_bomb_is_not_unpacked_and_is_no_success() -> None:
    bomb = b'{"data": [' + b" " * 30_000_000 + b"]}"
    with web(lambda asked: packed(asked, bomb)) as site:
        ended = scrapy("crawl", "arbeitnow", "-a", f"base_url={site.url}")

    assert ended.code == 1, ended.err
    assert "exceeded DOWNLOAD_MAXSIZE" in ended.err
    assert last_run(os.environ["JOBSPIDER_DATABASE_URL"])["counts"]["too_large"] == 1
    assert len(site.requests) == 1


def test_a_page_that_is_too_large_as_it_is_is_no_success_either() -> None:
    with web(lambda _: (200, JSON, PLAIN)) as site:
        ended = scrapy("crawl", "arbeitnow", "-a", f"base_url={site.url}", "-s", "DOWNLOAD_MAXSIZE=1000")

    assert ended.code == 1, ended.err
    assert len(site.requests) == 1
    assert last_run(os.environ["JOBSPIDER_DATABASE_URL"])["counts"]["too_large"] == 1
