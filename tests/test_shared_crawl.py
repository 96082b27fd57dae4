"""`scrapy crawl indeed` by several processes on one Redis and one database: one run, nothing lost, nothing twice."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from jobspider.sample.process import SampleBoard
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.tables import run_nodes, runs
from tests.crawling import ROOT, content, environment, last_run, rows, scrapy, scrapy_command, sites
from tests.gate import slow
from tests.scheduling import wait_for

pytestmark = pytest.mark.servers


@pytest.fixture
def shared(redis_url: str, mariadb_url: str) -> dict[str, str]:
    """Settings of nodes that share an empty Redis and an empty MariaDB."""
    upgrade(create_engine(mariadb_url))
    with Redis.from_url(redis_url) as client:
        client.flushall()
    return {"redis_url": redis_url, "database_url": mariadb_url, "lease_seconds": "3"}


def crawl_on_two_nodes(settings: dict[str, str], *arguments: str, both: Callable[[], object] = str) -> list[int]:
    """Exit codes of two processes that are started at once; `both` is called when they are on their way."""
    command = scrapy_command("crawl", *arguments)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    nodes = [subprocess.Popen(command, cwd=ROOT, env=environment(**settings), **quiet) for _ in range(2)]  # type: ignore[call-overload]
    both()
    return [node.wait(timeout=120) for node in nodes]


@pytest.fixture
def careers(tmp_path: Path) -> dict[str, str]:
    """A spider with many pages, in a folder of its own."""
    sites(tmp_path)
    return {"path": str(tmp_path), "concurrency_per_host": "8"}


def test_two_nodes_without_a_run_id_are_one_crawl(shared: dict[str, str], careers: dict[str, str]) -> None:
    url = shared["database_url"]

    def both_take_part() -> None:
        wait_for(lambda: len(rows(url, run_nodes)) == 2, 60)
        way.opened.set()

    with SampleBoard(postings=400, robots="allow", latency=0.2) as board, slow(board, b"GET /careers") as way:
        arguments = ("careers", "-a", f"base_url={way.url}", "-s", "SPIDER_MODULES=sites")
        codes = crawl_on_two_nodes({**shared, **careers}, *arguments, both=both_take_part)

    (run,) = rows(url, runs)
    nodes = rows(url, run_nodes)
    assert codes == [0, 0]
    assert len(rows(url)) == 400
    assert (run["outcome"], run["complete"]) == ("ok", True)
    assert run["counts"]["postings"] == 400 == sum(node["counts"]["postings"] for node in nodes)
    assert len(nodes) == 2
    assert min(node["counts"]["postings"] for node in nodes) > 40


def test_the_brief_gives_the_same_rows_with_and_without_redis(shared: dict[str, str], sample_board: str) -> None:
    alone = os.environ["JOBSPIDER_DATABASE_URL"]

    scrapy("crawl", "indeed", "-a", f"base_url={sample_board}", database_url=alone)
    scrapy("crawl", "indeed", "-a", f"base_url={sample_board}", **shared)

    assert content(alone) == content(shared["database_url"])
    assert len(content(alone)) > 100


def test_who_comes_late_with_the_same_run_ends_at_once(shared: dict[str, str], sample_board: str) -> None:
    crawl = ("crawl", "indeed", "-a", f"base_url={sample_board}", "-a", "run=day-1")
    first = scrapy(*crawl, **shared)
    before = last_run(shared["database_url"])

    second = scrapy(*crawl, **shared)

    assert (first.code, second.code) == (0, 0), second.err
    assert "finished already" in second.err
    assert last_run(shared["database_url"]) == before


def test_a_challenge_ends_the_run_on_all_nodes(shared: dict[str, str], careers: dict[str, str]) -> None:
    with SampleBoard(postings=400, robots="allow", latency=0.02, challenge_after=60) as board:
        arguments = ("careers", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites")
        codes = crawl_on_two_nodes({**shared, **careers}, *arguments)
        run = last_run(shared["database_url"])
        late = scrapy("crawl", *arguments, "-a", f"run={run['id']}", **shared, **careers)

    assert run["outcome"] == "challenged"
    assert 3 in codes
    assert late.code == 0
    assert "ERROR" not in late.err, late.err


def test_a_site_that_limits_is_left_alone_for_as_long_as_it_asks(shared: dict[str, str]) -> None:
    with SampleBoard(rate_limit_after=3, retry_after=1) as board:
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}", **shared)

    assert ended.code == 0, ended.err


def test_a_site_that_asks_for_too_much_patience_ends_the_run(shared: dict[str, str]) -> None:
    with SampleBoard(rate_limit_after=1, retry_after=100_000) as board:
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}", **shared)

    assert ended.code == 5, ended.err
    assert last_run(shared["database_url"])["outcome"] == "rate_limited"


def test_a_killed_node_costs_nothing(shared: dict[str, str], careers: dict[str, str]) -> None:
    settings = {**shared, **careers}
    url = shared["database_url"]
    with SampleBoard(postings=400, robots="allow", latency=0.02) as board:
        command = scrapy_command("crawl", "careers", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        nodes = [subprocess.Popen(command, cwd=ROOT, env=environment(**settings), **quiet) for _ in range(2)]  # type: ignore[call-overload]
        wait_until_stored(url, 60)
        nodes[0].kill()
        codes = [node.wait(timeout=120) for node in nodes]

    assert codes[1] == 0
    assert len(rows(url)) == 400
    assert last_run(url)["outcome"] == "ok"


def wait_until_stored(url: str, least: int) -> None:
    """30 seconds at most."""
    for _ in range(300):
        if len(rows(url)) >= least:
            return
        time.sleep(0.1)
    pytest.fail(f"{least} postings were not stored in 30 s")
