"""Given several workers on one Redis and one database, when a task is posted, then they share it, whoever dies."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from jobspider.sample.process import SampleBoard
from jobspider.tables import postings, run_nodes, runs
from tests.crawling import ROOT, environment, rows
from tests.scheduling import COMMAND, wait_for
from tests.serving import serving
from tests.tasking import Client, new_database, new_key

pytestmark = pytest.mark.servers


@pytest.fixture
def shared(redis_url: str, mariadb_url: str) -> dict[str, str]:
    """Settings of processes that share an empty Redis and an empty MariaDB."""
    new_database(mariadb_url)
    with Redis.from_url(redis_url) as client:
        client.flushall()
    settings = {"redis_url": redis_url, "database_url": mariadb_url, "lease_seconds": "3", "task_allow": "127.0.0.0/8"}
    return {**settings, "concurrency_per_host": "2"}


@contextmanager
def worker(folder: Path, name: str, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`jobspider worker`."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen([*COMMAND, "worker"], cwd=ROOT, env=environment(**settings), stdout=log, stderr=log)
        with process:
            try:
                yield process
            finally:
                process.terminate()
                process.wait(60)


def crawl_of(parent: int) -> int | None:
    """The process that a worker has started, None where there is none."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return int(children[0]) if children else None


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_task_outlives_its_crawl_and_its_worker(shared: dict[str, str], tmp_path: Path) -> None:
    url = shared["database_url"]
    with (
        SampleBoard(postings=600, robots="allow", latency=2) as board,
        serving(tmp_path, **shared) as api,
        worker(tmp_path, "first", shared) as first,
        worker(tmp_path, "second", shared),
    ):
        client = Client(api, new_key(url))
        urls = [f"{board}/jobs?q=data+science&l=London&start={10 * place}" for place in range(60)]
        task = client.post(*urls, "http://10.0.0.1/")

        client.wait(task, completed=3)
        crawl = int(wait_for(lambda: crawl_of(first.pid), 60) or 0)
        os.kill(crawl, signal.SIGKILL)
        again = int(wait_for(lambda: (found := crawl_of(first.pid)) != crawl and found, 60) or 0)
        client.wait(task, completed=10)
        first.kill()
        wait_for(lambda: is_gone(again), 60)  # by itself: nobody waits for it any more
        assert client.status(task)["inprogress"], "the task was done before: the test proves nothing"
        client.wait(task)

        found = client.results(task)
        wait_for(lambda: rows(url, runs)[0]["finished_at"], 60)

    assert [each["outcome"] for each in found[:60]] == ["ok"] * 60
    assert found[60]["outcome"] == "refused"
    (run,) = rows(url, runs)
    assert run["id"] == f"task-{task}"
    assert len(rows(url, run_nodes)) >= 2
    keys = {posting["source_id"] for each in found[:60] for posting in each["postings"]}
    assert {row["source_id"] for row in rows(url, postings)} == keys
    assert len(rows(url, postings)) == len(keys) > 15


def test_a_task_that_is_cancelled_ends_on_every_node(shared: dict[str, str], tmp_path: Path) -> None:
    url = shared["database_url"]
    with (
        SampleBoard(postings=600, robots="allow", latency=2) as board,
        serving(tmp_path, **shared) as api,
        worker(tmp_path, "first", shared) as first,
        worker(tmp_path, "second", shared) as second,
    ):
        client = Client(api, new_key(url))
        task = client.post(*(f"{board}/jobs?q=data+science&l=London&start={10 * place}" for place in range(60)))
        wait_for(lambda: crawl_of(first.pid) and crawl_of(second.pid), 60)
        client.wait(task, completed=1)

        answer = client.ask("POST", f"/tasks/{task}/cancel").json
        wait_for(lambda: crawl_of(first.pid) is None and crawl_of(second.pid) is None, 60)
        outcomes = {each["outcome"] for each in client.results(task)}

    assert answer == {"id": task, "completed": 60, "inprogress": 0}
    assert outcomes == {"ok", "cancelled"}
    (run,) = rows(url, runs)
    assert (run["outcome"], run["complete"]) == ("cancelled", False)
    with Redis.from_url(shared["redis_url"]) as client_of_redis:
        assert not list(client_of_redis.scan_iter(f"*task-{task}:queue"))
