"""Given real Scrapyd nodes, Redis and MariaDB, when schedules are due, then each occurrence is one crawl."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobspider.records import POSTED, Occurrence, Run, State, StoredSchedule
from jobspider.sample.process import SampleBoard
from jobspider.sample.scrapyd_node import scrapyd_node
from jobspider.sample.servers import free_port
from jobspider.schedule.scrapyd import Scrapyd
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.searches import search_with_key
from tests.crawling import CAREERS, rows
from tests.gate import gate, slow
from tests.scheduling import Cluster, ask, daemon, jobspider, wait_for

pytestmark = pytest.mark.servers

SETTINGS = """
from jobspider.settings import *

SPIDER_MODULES = ["spiders", "sites"]
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, mariadb: str, redis_url: str) -> Iterator[Cluster]:
    """Two nodes that share a database and a Redis."""
    folder = tmp_path_factory.mktemp("nodes")
    engine = create_engine(mariadb)
    schema.upgrade(engine)
    settings = {
        "JOBSPIDER_DATABASE_URL": mariadb,
        "JOBSPIDER_REDIS_URL": redis_url,
        "JOBSPIDER_DOWNLOAD_DELAY": "0",
        "JOBSPIDER_CONCURRENCY_PER_HOST": "8",
        "JOBSPIDER_LEASE_SECONDS": "5",
        "PYTHONPATH": str(folder),
    }
    (folder / "sites.py").write_text(CAREERS)
    (folder / "sites_settings.py").write_text(SETTINGS)
    folders = (folder / "1", folder / "2")
    nodes = (scrapyd_node(folder, settings, settings="sites_settings") for folder in folders)
    with next(nodes) as (first, _), next(nodes) as (second, _):
        yield Cluster((first, second), folders, mariadb, redis_url, engine, settings)
    engine.dispose()


@pytest.fixture(scope="module")
def slow_board() -> Iterator[str]:
    """A board whose crawl takes a minute."""
    with SampleBoard(latency=4) as url:
        yield url


def started(folder: Path, occurrence: Occurrence) -> int:
    """How often a node has started the occurrence's job."""
    lines = (folder / "scrapyd.log").read_text().splitlines()
    return sum("Process started" in line and f"job='{occurrence.run_id}'" in line for line in lines)


def decided(cluster: Cluster, schedule: StoredSchedule, state: State = State.FIRED) -> Occurrence:
    """The schedule's occurrence, once it is in this state."""

    def found() -> Occurrence | None:
        latest = cluster.occurrence(schedule)
        return latest if latest is not None and latest.state is state else None

    return wait_for(found, 90, lambda: cluster.occurrence(schedule))  # type: ignore[return-value]


def test_a_due_schedule_starts_one_run_on_both_nodes_though_two_daemons_run(
    cluster: Cluster, sample_board: str, tmp_path: Path
) -> None:
    schedule = cluster.due("both", base_url=sample_board)

    with daemon(tmp_path, **cluster.settings()) as first, daemon(tmp_path, **cluster.settings()) as second:
        fired = decided(cluster, schedule)
        run = wait_for(lambda: (run := cluster.run(fired.run_id)) and run.outcome and run, 120)
        wait_for(lambda: all(fired.run_id in jobs.finished for jobs in cluster.jobs()), 120)

    assert set(fired.nodes.values()) == {POSTED}
    assert len(fired.nodes) == 2
    assert run
    assert (run.spider, run.outcome) == ("indeed", "ok")
    logs = first.log + second.log
    assert logs.count(f"run {fired.run_id} is posted to") == 2
    assert "another daemon leads; this one stands by" in logs
    password = cluster.urls[0].split(":")[2].split("@")[0]
    assert password not in logs


def test_the_nodes_of_a_run_share_its_work_and_every_posting_is_there_once(cluster: Cluster, tmp_path: Path) -> None:
    with SampleBoard(postings=400, robots="allow", latency=0.12) as board, slow(board, b"GET /careers") as way:
        schedule = cluster.due("shared", "careers", base_url=way.url)
        with daemon(tmp_path, **cluster.settings()):
            fired = decided(cluster, schedule)
            wait_for(lambda: len(cluster.processes(fired.run_id)) == 2, 60)
            way.opened.set()
            run = wait_for(lambda: (run := cluster.run(fired.run_id)) and run.outcome and run, 120)
            wait_for(lambda: all(fired.run_id in jobs.finished for jobs in cluster.jobs()), 120)

    assert run
    assert (run.outcome, run.complete) == ("ok", True)
    parts = [each.counts["postings"] for each in cluster.processes(fired.run_id)]
    assert (len(parts), sum(parts)) == (2, 400)
    assert min(parts) > 40
    stored = [row["source_id"] for row in rows(cluster.database_url) if row["source"] == "careers"]
    assert (len(stored), len(set(stored))) == (400, 400)


def test_a_leader_killed_between_two_posts_has_a_successor_who_completes_the_firing(
    cluster: Cluster, sample_board: str, tmp_path: Path
) -> None:
    with gate(cluster.urls[1], b"POST /schedule.json") as way:
        settings = replace(cluster, urls=(cluster.urls[0], way.url)).settings()
        schedule = cluster.due("killed", base_url=sample_board)
        with daemon(tmp_path, **settings) as leader, daemon(tmp_path, **settings) as successor:
            assert way.reached.wait(20), leader.log + successor.log
            died, lives = (leader, successor) if "posted to" in leader.log else (successor, leader)
            died.kill()
            assert "posted to" not in lives.log
            way.opened.set()
            fired = decided(cluster, schedule)
            wait_for(lambda: all(fired.run_id in jobs.finished for jobs in cluster.jobs()), 120)

    assert died.log.count("is posted to") == 1
    assert lives.log.count("is posted to") == 1
    assert set(fired.nodes.values()) == {POSTED}
    assert [started(folder, fired) for folder in cluster.folders] == [1, 1]


def test_a_node_that_is_down_is_skipped_and_its_return_noticed(
    cluster: Cluster, slow_board: str, tmp_path: Path
) -> None:
    port = free_port()
    absent = f"http://jobspider:secret@127.0.0.1:{port}"
    schedule = cluster.due("alone", base_url=slow_board)

    with daemon(tmp_path, **replace(cluster, urls=(cluster.urls[0], absent)).settings()) as one:
        fired = decided(cluster, schedule)
        one.says(f"node 127.0.0.1:{port} is skipped until it answers")
        before = dict(fired.nodes)
        with scrapyd_node(tmp_path / "absent", cluster.crawl_settings, port, "secret"):
            one.says(f"node 127.0.0.1:{port} answers again")
            one.says(f"run {fired.run_id} is posted to 127.0.0.1:{port}")
            wait_for(lambda: len(cluster.processes(fired.run_id)) == 2)
            ask(cluster.urls[0], Scrapyd.cancel, fired.run_id)
            ask(absent, Scrapyd.cancel, fired.run_id)
            wait_for(lambda: {each.outcome for each in cluster.processes(fired.run_id)} == {"cancelled"})

    assert before == {cluster.names[0]: POSTED, f"127.0.0.1:{port}": before[f"127.0.0.1:{port}"]}
    assert "cannot be reached" in before[f"127.0.0.1:{port}"]
    assert "secret" not in one.log


def test_a_run_that_goes_on_is_not_overlapped_and_a_cancelled_one_is_recorded_as_such(
    cluster: Cluster, slow_board: str, tmp_path: Path
) -> None:
    schedule = cluster.due("slow", base_url=slow_board)

    with daemon(tmp_path, **cluster.settings()):
        first = decided(cluster, schedule)
        wait_for(lambda: len(cluster.processes(first.run_id)) == 2)
        second = cluster.fire(schedule)
        skipped = decided(cluster, schedule, State.OVERLAPPED)
        for url in cluster.urls:
            ask(url, Scrapyd.cancel, first.run_id)
        run = wait_for(lambda: (run := cluster.run(first.run_id)) and run.outcome and run)

    assert (skipped.run_id, skipped.detail) == (second, f"run {first.run_id} still went on")
    assert run
    assert run.outcome == "cancelled"
    assert all(str(each.log).endswith(f"{first.run_id}.log") for each in run.processes)


def test_a_crawl_that_is_killed_is_recorded_as_failed(cluster: Cluster, slow_board: str, tmp_path: Path) -> None:
    schedule = cluster.due("shot", base_url=slow_board)

    with daemon(tmp_path, **cluster.settings()):
        fired = decided(cluster, schedule)
        wait_for(lambda: len(cluster.processes(fired.run_id)) == 2)
        for jobs in cluster.jobs():
            os.kill(jobs.running[fired.run_id] or 0, signal.SIGKILL)
        run = wait_for(lambda: (run := cluster.run(fired.run_id)) and run.outcome and run)

    assert run
    assert (run.outcome, run.complete) == ("failed", False)
    assert [each.outcome for each in run.processes] == ["failed", "failed"]


def test_without_redis_a_run_starts_on_one_node(cluster: Cluster, sample_board: str, tmp_path: Path) -> None:
    schedule = cluster.due("unshared", base_url=sample_board)
    settings = {name: value for name, value in cluster.settings().items() if name != "redis_url"}

    with daemon(tmp_path, **settings) as first, daemon(tmp_path, **settings) as second:
        fired = decided(cluster, schedule)
        wait_for(lambda: "stands by" in first.log + second.log)

    assert fired.nodes == {cluster.names[0]: POSTED}
    assert [fired.run_id in jobs.known for jobs in cluster.jobs()] == [True, False]


def test_a_crawl_that_is_posted_by_hand_to_both_nodes_without_a_run_id_is_one(cluster: Cluster, tmp_path: Path) -> None:
    """As ScrapydWeb does it: each node gives its job an id of its own."""
    with SampleBoard(postings=120, robots="allow", latency=1.0) as board:
        for url, job in zip(cluster.urls, ("job-1", "job-2"), strict=True):
            ask(url, Scrapyd.schedule, "careers", job, {"base_url": board})
        wait_for(lambda: all(len(jobs.finished & {"job-1", "job-2"}) == 1 for jobs in cluster.jobs()), 60)

    (run,) = [run for run in cluster.runs() if {each.job for each in run.processes} & {"job-1", "job-2"}]
    assert (run.outcome, run.counts["postings"], len(run.processes)) == ("ok", 120, 2)


def test_a_crawl_cancelled_before_it_began_is_recorded_as_such(
    cluster: Cluster, slow_board: str, tmp_path: Path
) -> None:
    busy = [f"busy-{place}" for place in range(4)]  # as many as scrapyd.conf lets run at once
    for url in cluster.urls:
        for job in busy:
            ask(url, Scrapyd.schedule, "careers", job, {"base_url": slow_board})
    schedule = cluster.due("waiting", base_url=slow_board)

    with daemon(tmp_path, **cluster.settings()):
        fired = decided(cluster, schedule)
        assert all(fired.run_id in jobs.pending for jobs in cluster.jobs())
        for url in cluster.urls:
            ask(url, Scrapyd.cancel, fired.run_id)
        run = wait_for(lambda: (run := cluster.run(fired.run_id)) and run.outcome and run)
    for url in cluster.urls:
        for job in busy:
            ask(url, Scrapyd.cancel, job)

    assert run
    assert (run.outcome, run.processes) == ("cancelled", ())


def test_due_searches_are_crawled_once_in_one_run(cluster: Cluster, sample_board: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    words = ("data", "nurse", "engineer")
    keys = [f"due-{word}" for word in words]
    searches = tmp_path / "searches.csv"
    lines = [f"indeed,{key},{word},2,{sample_board}" for key, word in zip(keys, words, strict=True)]
    searches.write_text("\n".join(["spider,key,query,pages,base_url", *lines]))
    settings = cluster.settings(planner_batch="50")
    jobspider("searches", "import", str(searches), "--now", **settings)

    def all_due(spider: str, *, ended: bool = False) -> list[Run]:
        found = [run for run in cluster.runs() if run.id.startswith(f"due.{spider}-")]
        return [run for run in found if run.outcome or not ended]

    with daemon(tmp_path, **settings) as first, daemon(tmp_path, **settings) as second:
        wait_for(lambda: all_due("indeed", ended=True), 120, lambda: first.log + second.log)
        time.sleep(3)  # a second run would be posted by now

    (run,) = all_due("indeed")
    assert (run.outcome, run.counts["pages"] >= 3) == ("ok", True)
    with cluster.engine.connect() as connection:
        crawled = [search_with_key(connection, key) for key in keys]
    assert [search.last_outcome for search in crawled] == ["ok"] * 3
    assert all(search.next_crawl_at and search.next_crawl_at > now + timedelta(hours=20) for search in crawled)
