"""A run spends no more requests and bytes than it may, however many processes share it, and says that it is partial."""

import os
import subprocess
from pathlib import Path

import pytest
from redis import Redis

from jobspider.sample.process import SampleBoard
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests.crawling import ROOT, environment, last_run, rows, scrapy, scrapy_command, sites

pytestmark = pytest.mark.servers


def test_alone_a_run_keeps_its_budget_of_requests(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with SampleBoard(log=log) as board:
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}", "-a", "max_requests=4")

    url = os.environ["JOBSPIDER_DATABASE_URL"]
    run = last_run(url)
    assert ended.code == 7, ended.err
    assert "Outcome: partial (the run's budget of 4 requests is spent" in ended.err
    assert len(log.read_text().splitlines()) == 4  # robots.txt and three search pages
    assert (run["outcome"], run["complete"]) == ("partial", False)
    assert run["counts"]["over_budget"] == 1
    assert len(rows(url)) == 45


def test_alone_a_run_keeps_its_budget_of_bytes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with SampleBoard(log=log) as board:
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}", max_bytes="100000")

    run = last_run(os.environ["JOBSPIDER_DATABASE_URL"])
    assert ended.code == 7, ended.err
    assert "budget of 100000 bytes" in ended.err
    assert 100_000 <= run["counts"]["bytes"] < 300_000
    assert 2 <= len(log.read_text().splitlines()) < 8


def test_a_budget_of_nothing_is_refused() -> None:
    ended = scrapy("crawl", "indeed", "-a", "max_requests=0")

    assert ended.code == 2
    assert "max_requests must be a whole number of at least 1" in ended.err


def test_two_nodes_keep_one_budget(tmp_path: Path, redis_url: str, mariadb_url: str) -> None:
    log = tmp_path / "log"
    sites(tmp_path)
    upgrade(create_engine(mariadb_url))
    settings = {"redis_url": redis_url, "database_url": mariadb_url, "path": str(tmp_path)}
    with Redis.from_url(redis_url) as client:
        client.flushall()
    with SampleBoard(postings=400, robots="allow", latency=0.1, log=log) as board:
        arguments = ("-a", f"base_url={board}", "-a", "max_requests=80", "-s", "SPIDER_MODULES=sites")
        command = scrapy_command("crawl", "careers", *arguments)
        wide = environment(**settings, concurrency_per_host="4", lease_seconds="3")
        nodes = [subprocess.Popen(command, cwd=ROOT, env=wide, stderr=subprocess.DEVNULL) for _ in range(2)]
        codes = [node.wait(timeout=120) for node in nodes]

    run = last_run(mariadb_url)
    assert codes == [7, 7]
    assert len(log.read_text().splitlines()) == 80
    assert (run["outcome"], run["complete"]) == ("partial", False)
    assert 40 < len(rows(mariadb_url)) < 80
    with Redis.from_url(redis_url) as client:  # the finaliser has removed what was left
        assert [
            key for key in client.scan_iter("jobspider:*") if key.endswith((b":state", b":queue", b":leases"))
        ] == []
