"""A host that does not answer is paused, tried again by one request, and given up at last, by one process or many."""

import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from jobspider.middlewares.circuit_rules import Circuit, CircuitRules, Verdict
from jobspider.sample.process import SampleBoard
from tests.crawling import last_run, rows, scrapy, sites
from tests.frontier.crew import crew
from tests.frontier.site import Answer, Site, running

RULES = CircuitRules(failures=3, pause_seconds=10, rounds=2)


def test_a_host_is_paused_longer_each_time_and_then_given_up() -> None:
    circuit = Circuit()

    said = [circuit.failed(moment, RULES) for moment in (0, 1, 2, 3, 11.9, 12, 13, 31.9, 32)]

    pause, nothing = Verdict.PAUSE, Verdict.NOTHING
    assert said == [nothing, nothing, pause, nothing, nothing, pause, nothing, nothing, Verdict.DOWN]


def test_pauses_double_up_to_ten_minutes_and_zero_failures_switch_it_off() -> None:
    assert [RULES.pause(number) for number in (1, 2, 3, 20)] == [10, 20, 40, 600]
    off = CircuitRules(failures=0, pause_seconds=10, rounds=2)
    assert {Circuit(failures=99).failed(0, off)} == {Verdict.NOTHING}


def careers(folder: Path, board: str, **settings: str) -> tuple[int, str]:
    """Crawls a sample board's careers pages in one process: exit code and log."""
    sites(folder)
    more = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    command = ("crawl", "careers", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites", *more)
    ended = scrapy(*command, path=str(folder), concurrency_per_host="4")
    return ended.code, ended.err


@pytest.mark.servers
def test_alone_a_site_that_comes_back_is_left_in_peace_until_then(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with SampleBoard(postings=60, robots="allow", down_after=10, down_pages=7, log=log) as board:
        code, said = careers(tmp_path, board, CIRCUIT_PAUSE_SECONDS="0.5", RETRY_TIMES="9")

    assert code == 0, said
    assert len(rows(os.environ["JOBSPIDER_DATABASE_URL"])) == 60
    asked = [json.loads(line) for line in log.read_text().splitlines()]
    gaps = [later["time"] - earlier["time"] for earlier, later in pairwise(asked)]
    assert max(gaps) >= 0.3  # of 0.5 from the last answer on: that may have been long on its way
    assert "does not answer (5 failures in a row)" in said
    assert "answers again" in said
    assert "Traceback" not in said


@pytest.mark.servers
def test_alone_a_site_that_stays_down_ends_the_run_soon(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with SampleBoard(postings=200, robots="allow", down_after=30, log=log) as board:
        code, said = careers(tmp_path, board, CIRCUIT_PAUSE_SECONDS="0.1", CIRCUIT_ROUNDS="2", RETRY_TIMES="9")

    run = last_run(os.environ["JOBSPIDER_DATABASE_URL"])
    failures = [line for line in log.read_text().splitlines() if json.loads(line)["status"] == 500]
    assert (code, run["outcome"], run["complete"]) == (7, "partial", False), said
    assert run["counts"]["host_down"] > 10
    assert len(failures) < 200  # else 170 pages, ten times each; what is under way when a pause begins still fails
    assert "is given up after 2 pauses" in said
    assert "Traceback" not in said


@pytest.mark.servers
def test_a_refused_connection_is_a_sentence() -> None:
    command = ("crawl", "indeed", "-a", "base_url=http://127.0.0.1:9", "-s", "RETRY_TIMES=0")
    ended = scrapy(*command, robots_lifted_for="indeed")

    assert ended.code == 1
    assert "can't be had: DownloadConnectionRefusedError: Cannot connect to host 127.0.0.1:9" in ended.err
    assert "Traceback" not in ended.err


class Ailing(Site):
    """A site that fails from one request on, for so many requests."""

    first: int = 20
    lasts: int = 1_000_000

    def answer(self, path: str) -> Answer:
        if self.first <= len(self.arrivals) < self.first + self.lasts:
            return 500, {}, ""
        return super().answer(path)


SETTINGS: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES": {
        "jobspider.middlewares.lease.LeaseDownloaderMiddleware": 1,
        "jobspider.middlewares.circuit.CircuitMiddleware": 565,
    },
    "LOG_FORMATTER": "jobspider.log_format.BriefLogFormatter",
    "FRONTIER_BACKOFF_SECONDS": 0.05,
    "FRONTIER_MAX_ATTEMPTS": 20,
    "CIRCUIT_PAUSE_SECONDS": 2,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
}


@pytest.fixture
def empty_redis(redis_url: str) -> str:
    """A Redis that remembers nothing of 127.0.0.1."""
    with Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


def test_a_site_that_comes_back_is_left_in_peace_by_all_nodes(tmp_path: Path, empty_redis: str) -> None:
    site = Ailing(60, latency=0.02)
    site.lasts = 8  # more failures than count, since an answer from before may be told of in between
    with running(site), crew(tmp_path, site.url, empty_redis, settings=SETTINGS) as gang:
        stats = [worker.end() for worker in [gang.start(), gang.start()]]
        assert len(gang.stored()) == 60
    pauses = sum(each.get("circuit/pauses", 0) for each in stats)
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(site.arrivals)]
    assert pauses >= 1
    half = SETTINGS["CIRCUIT_PAUSE_SECONDS"] / 2  # what was under way may still arrive while the pause begins
    assert len([gap for gap in gaps if gap >= half]) >= pauses
    assert not any(each.get("circuit/hosts_down") for each in stats)


@pytest.mark.parametrize("delay", [0, 0.05])
def test_a_site_that_stays_down_is_given_up_by_all_nodes(tmp_path: Path, empty_redis: str, delay: float) -> None:
    site = Ailing(300, latency=0.02)
    quick = {**SETTINGS, "CIRCUIT_PAUSE_SECONDS": 0.2, "CIRCUIT_ROUNDS": 2, "DOWNLOAD_DELAY": delay}
    with running(site), crew(tmp_path, site.url, empty_redis, settings=quick) as gang:
        stats = [worker.end() for worker in [gang.start(), gang.start()]]
        said = "".join(worker.text for worker in gang.workers)
    failed = len(site.arrivals) - site.first
    assert failed <= 5 + 4 + 2 + 4
    assert sum(each.get("circuit/pauses", 0) for each in stats) == 2
    assert sum(each.get("circuit/failed_requests", 0) for each in stats) > 20
    assert "127.0.0.1 is given up" in said
    assert "Traceback" not in said
