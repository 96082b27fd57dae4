"""Many partitions, on one Redis and on a Redis Cluster whose master dies."""

import random
import signal
from pathlib import Path
from time import sleep

import pytest

from tests.frontier.cluster import redis_cluster
from tests.frontier.crew import crew
from tests.frontier.site import Site, running

pytestmark = pytest.mark.servers

SETTINGS = {"FRONTIER_PARTITIONS": 4}


def test_kills_lose_nothing_when_children_lie_in_other_partitions(tmp_path: Path, redis_url: str) -> None:
    chance = random.Random(3)
    arguments = {"run": "parts", "slots": 7}
    with (
        running(Site(1500, latency=0.05)) as site,
        crew(tmp_path, site.url, redis_url, settings=SETTINGS, arguments=arguments) as gang,
    ):
        gang.start()
        gang.start()
        for _ in range(5):
            gang.wait_for(len(gang.stored()) + chance.randrange(1, 80))
            victim = chance.choice(gang.alive())
            victim.signal(signal.SIGKILL)
            victim.process.wait()
            gang.start()
        for worker in gang.alive():
            worker.end()
        assert len(gang.stored()) == 1500
        assert sum(site.fetched().values()) - 1500 <= 5 * 32


def test_a_redis_cluster_whose_master_dies_loses_nothing_that_a_replica_confirmed(tmp_path: Path) -> None:
    settings = {**SETTINGS, "FRONTIER_WAIT_REPLICAS": 1, "FRONTIER_LEASE_SECONDS": 3}
    with (
        redis_cluster(tmp_path / "redis") as cluster,
        running(Site(1500, latency=0.05)) as site,
        crew(tmp_path / "crew", site.url, cluster.url, settings=settings, arguments={"slots": 7}) as gang,
    ):
        workers = [gang.start(), gang.start()]
        gang.wait_for(300)
        cluster.master_of("jobspider:{p0}:hosts").kill()
        sleep(1)
        stats = [worker.end() for worker in workers]
        assert len(gang.stored()) == 1500
        assert sum(each.get("frontier/redis_recoveries", 0) for each in stats) > 0
        assert sum(site.fetched().values()) - 1500 <= 2 * 32
