"""Real processes share one run through a real Redis."""

from pathlib import Path

import pytest
from redis import Redis

from tests.frontier.crew import PATIENT, crew
from tests.frontier.site import Site, running

pytestmark = pytest.mark.servers


def test_one_process_crawls_everything_once(tmp_path: Path, redis_url: str) -> None:
    with running(Site(300)) as site, crew(tmp_path, site.url, redis_url, settings=PATIENT) as gang:
        stats = gang.start().end()
        assert len(gang.stored()) == 300
        assert set(site.fetched().values()) == {1}
        assert stats["finish_reason"] == "finished"


def test_two_processes_share_a_crawl_and_both_end(tmp_path: Path, redis_url: str) -> None:
    with running(Site(600, latency=0.1)) as site, crew(tmp_path, site.url, redis_url, settings=PATIENT) as gang:
        workers = [gang.start(), gang.start()]
        fetched = [worker.end()["downloader/response_count"] for worker in workers]
        assert len(gang.stored()) == 600
        assert set(site.fetched().values()) == {1}
        assert sum(fetched) == 600
        assert min(fetched) > 60


def test_a_finished_run_leaves_a_tombstone_and_nothing_else(tmp_path: Path, redis_url: str) -> None:
    terms = {"settings": PATIENT, "arguments": {"run": "daily-1"}}
    with running(Site(30)) as site, crew(tmp_path, site.url, redis_url, **terms) as gang:
        gang.start().end()
        with Redis.from_url(redis_url) as redis:
            keys = {key.decode() for key in redis.keys("jobspider:{p0}:tree:daily-1:*")}
            assert keys == {"jobspider:{p0}:tree:daily-1:done"}
            assert 6 * 86_400 < redis.ttl("jobspider:{p0}:tree:daily-1:done") <= 7 * 86_400
        late = gang.start().end()
        assert "downloader/request_count" not in late
        assert set(site.fetched().values()) == {1}


def test_a_node_with_other_partitions_is_refused_with_a_sentence(tmp_path: Path, redis_url: str) -> None:
    site = Site(60, slow={"/40": 20})  # so that the run goes on, however slowly the second one starts
    with running(site), crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments = {"run": "shaped"}
        first = gang.start()
        gang.wait_for(10)
        second = gang.start(FRONTIER_PARTITIONS=3)
        second.process.wait(30)
        assert "set JOBSPIDER_PARTITIONS and FRONTIER_EXPECTED_URLS alike on all nodes" in second.text
        first.end()
        assert len(gang.stored()) == 60


def test_when_the_seeding_process_dies_another_one_seeds(tmp_path: Path, redis_url: str) -> None:
    starts = [str(number) for number in range(200, 400)]
    with running(Site(1, latency=0.02)) as site, crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments = {"starts": starts, "seed_pause": 0.02}
        seeder = gang.start()
        gang.wait_for(20)
        heir = gang.start()
        seeder.process.kill()
        heir.end()
        assert gang.stored().keys() == {f"{site.url}{path}" for path in starts}
        assert sum(site.fetched().values()) <= 200 + 32
