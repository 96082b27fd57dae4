"""Given real Scrapyd nodes, Redis and MariaDB, when schedules are due, then each occurrence is one crawl."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobspider.records import POSTED, Occurrence, State, StoredSchedule
from jobspider.sample.scrapyd_node import scrapyd_node
from jobspider.store import schema
from jobspider.store.engine import create_engine
from tests.scheduling import Cluster, daemon, wait_for

pytestmark = pytest.mark.servers


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
        "JOBSPIDER_LEASE_SECONDS": "5",
    }
    with (
        scrapyd_node(folder / "1", settings) as (first, _),
        scrapyd_node(folder / "2", settings) as (second, _),
    ):
        yield Cluster((first, second), mariadb, redis_url, engine)
    engine.dispose()


def decided(cluster: Cluster, schedule: StoredSchedule, state: State = State.FIRED) -> Occurrence:
    """The schedule's occurrence, once it is in this state."""

    def found() -> Occurrence | None:
        latest = cluster.occurrence(schedule)
        return latest if latest is not None and latest.state is state else None

    return wait_for(found, 30, lambda: cluster.occurrence(schedule))  # type: ignore[return-value]


def test_a_due_schedule_starts_one_run_on_both_nodes_though_two_daemons_run(
    cluster: Cluster, sample_board: str, tmp_path: Path
) -> None:
    schedule = cluster.due("both", base_url=sample_board)

    with daemon(tmp_path, **cluster.settings()) as first, daemon(tmp_path, **cluster.settings()) as second:
        fired = decided(cluster, schedule)
        run = wait_for(lambda: (run := cluster.run(fired.run_id)) and run.outcome and run, 40)
        wait_for(lambda: all(fired.run_id in jobs.finished for jobs in cluster.jobs()), 40)

    assert set(fired.nodes.values()) == {POSTED}
    assert len(fired.nodes) == 2
    assert run
    assert (run.spider, run.outcome) == ("indeed", "ok")
    logs = first.log + second.log
    assert logs.count(f"run {fired.run_id} is posted to") == 2
    assert "another daemon leads; this one stands by" in logs
    password = cluster.urls[0].split(":")[2].split("@")[0]
    assert password not in logs
