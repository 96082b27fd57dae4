"""MariaDB is killed in the middle of a crawl on two nodes and comes back later: it costs time and nothing else."""

import subprocess
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from redis import Redis

from jobspider.frontier.report import RunReport, snapshot
from jobspider.sample.process import SampleBoard
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests.crawling import ROOT, environment, last_run, rows, scrapy_command, sites
from tests.test_shared_crawl import wait_until_stored
from tests.test_store_outage import Server

pytestmark = pytest.mark.servers

POSTINGS = 600


@pytest.fixture
def database(mariadb: str, tmp_path: Path) -> Iterator[Server]:
    """A MariaDB of its own, with the tables; `mariadb` skips where none is installed."""
    server = Server(tmp_path / "data")
    upgrade(create_engine(server.url))
    yield server
    server.kill()


def report(redis_url: str) -> RunReport:
    """What the frontier holds of the only run."""
    with Redis.from_url(redis_url) as redis:
        (run,) = snapshot(redis).runs
    return run


def start_nodes(folder: Path, board: str, **settings: str) -> list[subprocess.Popen[bytes]]:
    """Two nodes of a crawl with many pages; each logs into a file of its own."""
    sites(folder)
    command = scrapy_command("crawl", "careers", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites")
    nodes = []
    for number in range(2):
        with (folder / f"node-{number}.log").open("wb") as log:
            nodes.append(subprocess.Popen(command, cwd=ROOT, env=environment(str(folder), **settings), stderr=log))
    return nodes


@pytest.mark.parametrize("seconds", [15, pytest.param(30, marks=pytest.mark.soak)])
def test_a_database_that_is_away_costs_nothing_but_time(
    tmp_path: Path, redis_url: str, database: Server, seconds: int, request: pytest.FixtureRequest
) -> None:
    if seconds > 15 and "soak" not in request.config.option.markexpr:
        pytest.skip("takes a minute: ask for it with -m soak")
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    settings = {"redis_url": redis_url, "database_url": database.url, "lease_seconds": "3", "concurrency_per_host": "8"}
    with SampleBoard(postings=POSTINGS, robots="allow", latency=0.1) as board:
        nodes = start_nodes(tmp_path, board, **settings)
        wait_until_stored(database.url, 60)
        database.kill()
        sleep(seconds / 3)
        before = report(redis_url)
        sleep(2 * seconds / 3)
        after = report(redis_url)
        database.start()
        codes = [node.wait(timeout=90) for node in nodes]

    logs = "".join((tmp_path / f"node-{number}.log").read_text() for number in range(2))
    assert codes == [0, 0], logs[-3000:]
    assert len(rows(database.url)) == POSTINGS
    assert last_run(database.url)["outcome"] == "ok"
    assert last_run(database.url)["counts"]["postings"] == POSTINGS
    # Nothing was leased meanwhile, though there was work and the outage was longer than a lease.
    assert before.pending == after.pending > 0
    assert (before.acked, before.leased) == (after.acked, after.leased)
    assert "Leasing pauses: the database does not answer" in logs
    totals = literal_eval(
        next(line for line in logs.splitlines() if " ended: finished {" in line).split("finished ")[1]
    )
    assert (totals["nacked"], totals["dead"], totals["lapsed"]) == (0, 0, 0)
