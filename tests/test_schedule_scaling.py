"""Given runs on a real Scrapyd node, when they have more to do than a process can take, then more are started."""

import time
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from redis import Redis

from jobspider.frontier.share import is_needed
from jobspider.records import StoredSchedule
from jobspider.sample.scrapyd_node import scrapyd_node
from jobspider.schedule.job import job_of, run_of
from jobspider.schedule.nodes import Survey
from jobspider.schedule.processes import Addition, Limits, additions
from jobspider.schedule.scrapyd import Jobs
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.tables import run_nodes
from tests.crawling import rows
from tests.pages import Pages
from tests.scheduling import Cluster, daemon, wait_for

RUN = "daily-20261122T040000Z"
TWO = Limits(least=2, most=3, concurrency=64)


def running(*jobs: str, pending: str = "", finished: str = "") -> Jobs:
    ended = frozenset(filter(None, [finished]))
    return Jobs(frozenset(filter(None, [pending])), dict.fromkeys(jobs, 1), ended)


@pytest.mark.parametrize(
    ("jobs", "spare", "added"),
    [
        ({"a": running(RUN)}, 0, [Addition("a", 2, lasting=True)]),  # the least number comes at once
        ({"a": running(RUN, f"{RUN}.2")}, 0, []),
        ({"a": running(RUN, f"{RUN}.2")}, 1, [Addition("a", 3, lasting=False)]),
        ({"a": running(RUN, f"{RUN}.2", f"{RUN}.3")}, 10_000, []),
        ({"a": running(RUN, f"{RUN}.2", finished=f"{RUN}.3")}, 1, [Addition("a", 4, lasting=False)]),
        ({"a": running(f"{RUN}.2", finished=RUN)}, 0, []),  # the run ends: nothing is topped up
        ({"a": running(RUN, pending="other")}, 10_000, []),  # the node has no process to spare
        ({"a": running("other"), "b": running(finished=RUN)}, 10_000, []),
        (
            {"a": running(RUN, f"{RUN}.2", "x"), "b": running(f"{RUN}.2")},
            64,
            [Addition("b", 3, lasting=False)],  # one process takes 64; the node with fewer gets it
        ),
    ],
)
def test_processes_are_added_where_they_help(jobs: dict[str, Jobs], spare: int, added: list[Addition]) -> None:
    assert additions(RUN, jobs, spare, TWO) == added


def test_a_job_tells_its_run_and_a_surplus_process_is_told_from_a_needed_one() -> None:
    assert [run_of(job_of(RUN, number)) for number in (1, 2, 10, 64)] == [(RUN, 1), (RUN, 2), (RUN, 10), (RUN, 64)]
    assert run_of("by.hand.2") == ("by.hand.2", 1)
    assert run_of(f"{RUN}.1") == (f"{RUN}.1", 1)
    assert Survey({"a": running(f"{RUN}.2")}).going_on == {RUN, f"{RUN}.2"}

    assert is_needed(1, 0, 5, 64)
    assert is_needed(0, 33, 1, 64)
    assert not is_needed(0, 32, 1, 64)
    assert not is_needed(0, 0, 0, 64)  # whether anybody else is there, leave.lua decides


SITES = """
from zlib import crc32

from jobspider.boards.json_ld import JsonLdSpider


class ManySpider(JsonLdSpider):
    name = "many"
    start_urls = ["https://careers.example/many"]
    job_links = "a"

    def job_request(self, url, callback, listed="", **options):
        request = super().job_request(url, callback, listed, **options)
        # As if each were a site of its own.
        request.meta["download_slot"] = "first" if url.endswith("/first") else f"host{crc32(url.encode()) % 30}"
        return request


class OneSpider(JsonLdSpider):
    name = "one"
    custom_settings = {"DOWNLOAD_DELAY": 0.3, "AUTOTHROTTLE_ENABLED": False}
    start_urls = ["https://careers.example/one"]
    job_links = "a"
"""
SETTINGS = 'from jobspider.settings import *\n\nSPIDER_MODULES = ["sites"]\nDOWNLOAD_TIMEOUT = 170\n'
MANY, ONE = 60, 12


def site(released: Event) -> Pages:
    """Two lists; a page takes 0.4 s, and `/many/first` as long as the test wants."""
    pages = Pages()
    for name, number in (("many", MANY), ("one", ONE)):
        paths = [f"/{name}/{place}" for place in range(number)]
        pages.put(f"/{name}", "".join(f'<a href="{path}">Job</a>' for path in [f"/{name}/first", *paths]))
        for path in paths:
            pages.put(path, job)
    pages.put("/one/first", job)
    pages.put("/many/first", partial(job, released))
    return pages


def job(after: Event | None = None) -> bytes:
    if after is not None:
        after.wait(150)
    time.sleep(0.4)
    return b'<script type="application/ld+json">{"@type": "JobPosting", "title": "Cook"}</script>'


@pytest.mark.servers
def test_many_hosts_get_more_processes_and_a_delayed_host_gets_none(redis_url: str, tmp_path: Path) -> None:
    released, database = Event(), f"sqlite:///{tmp_path / 'jobspider.db'}"
    engine = create_engine(database)
    schema.upgrade(engine)
    (tmp_path / "sites.py").write_text(SITES)
    (tmp_path / "sites_settings.py").write_text(SETTINGS)
    with Redis.from_url(redis_url) as client:
        client.flushall()
    limits = {"concurrency": "2", "processes_max": "2", "processes_idle_seconds": "3", "lease_seconds": "6"}
    limits["concurrency_per_host"] = "8"  # as many connections does the machine behind all these hosts get
    crawls = {"database_url": database, "redis_url": redis_url, "download_delay": "0", **limits}
    variables = {f"JOBSPIDER_{name.upper()}": value for name, value in crawls.items()}
    with (
        site(released) as pages,
        scrapyd_node(tmp_path / "1", {**variables, "PYTHONPATH": str(tmp_path)}, settings="sites_settings") as (url, _),
    ):
        cluster = Cluster((url,), (tmp_path / "1",), database, redis_url, engine, variables)
        schedules = [cluster.due(name, name, base_url=pages.url) for name in ("many", "one")]
        with daemon(tmp_path, **cluster.settings(**limits)) as looking:
            many, one = (wait_for(partial(run_of_schedule, cluster, each), 120) for each in schedules)
            wait_for(lambda: len(cluster.processes(many)) == 2, 120, lambda: looking.log)
            assert "has room for" in looking.log

            # The one page that is left, which the first process holds, needs no second one.
            wait_for(lambda: len([path for path in pages.asked() if path.startswith("/many/")]) == MANY + 1, 100)
            wait_for(lambda: "ok" in [each.outcome for each in cluster.processes(many)], 60)
            went_on = cluster.run(many)
            released.set()
            wait_for(lambda: not cluster.jobs()[0].going_on, 60)
            ended = [cluster.run(run) for run in (many, one)]
    engine.dispose()

    assert went_on
    assert went_on.outcome is None
    assert [run and run.outcome for run in ended] == ["ok", "ok"]
    processes = rows(database, run_nodes)
    assert {row["job"] for row in processes if row["run_id"] == one} == {one}
    assert {row["job"] for row in processes if row["run_id"] == many} >= {many, f"{many}.2"}
    assert {row["outcome"] for row in processes} == {"ok"}
    asked = [path for path in pages.asked() if path.count("/") == 2]
    assert len(asked) == len(set(asked)) == MANY + ONE + 2 == len(rows(database))


def run_of_schedule(cluster: Cluster, schedule: StoredSchedule) -> str:
    """The run that the schedule has started, once a process of it works; empty before."""
    occurrence = cluster.occurrence(schedule)
    return occurrence.run_id if occurrence and cluster.run(occurrence.run_id) else ""
