"""Nothing is lost when processes die, sleep, lose Redis or meet pages that fail; with real processes and servers."""

import random
import signal
from pathlib import Path
from time import monotonic, sleep

import pytest
from redis import Redis

from jobspider.sample.servers import redis_server
from tests.frontier.crew import PATIENT, Crew, crew
from tests.frontier.proxy import proxy
from tests.frontier.server import durable_redis
from tests.frontier.site import Answer, Site, running

pytestmark = pytest.mark.servers

CAPACITY = 32  # concurrency and prefetch of a worker here
LEASE_SECONDS = 2


def kill_and_replace(gang: Crew, times: int, chance: random.Random) -> None:
    """Kills a random worker a random while after it began to store pages, and starts another one, so often."""
    for _ in range(times):
        before = len(gang.stored())
        gang.wait_for(before + chance.randrange(1, 60))
        victim = chance.choice(gang.alive())
        victim.signal(signal.SIGKILL)
        victim.process.wait()
        gang.start()


def test_twenty_kills_lose_nothing_and_store_nothing_twice(tmp_path: Path, redis_url: str) -> None:
    with running(Site(4000, latency=0.05)) as site, crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments = {"run": "kills"}
        gang.start()
        gang.start()
        kill_and_replace(gang, 20, random.Random(7))
        for worker in gang.alive():
            worker.end()
        assert len(gang.stored()) == 4000
        assert sum(site.fetched().values()) - 4000 <= 20 * CAPACITY


def test_a_process_that_slept_past_its_leases_is_refused_and_goes_on(tmp_path: Path, redis_url: str) -> None:
    with running(Site(1200, latency=0.1)) as site, crew(tmp_path, site.url, redis_url) as gang:
        sleeper = gang.start()
        gang.wait_for(100)
        other = gang.start()
        gang.freeze(sleeper)
        sleep(2.5 * LEASE_SECONDS)
        gang.wait_for(200)  # by now the other one has taken over
        assert sleeper.process.poll() is None
        sleeper.signal(signal.SIGCONT)
        stats = sleeper.end()
        other.end()
        assert len(gang.stored()) == 1200
        assert stats["frontier/late_acknowledgements"] > 0
        assert sum(site.fetched().values()) - 1200 <= CAPACITY


def test_work_of_a_dead_process_is_done_again_within_a_lease_and_five_seconds(tmp_path: Path, redis_url: str) -> None:
    with running(Site(200, latency=0.05)) as site, crew(tmp_path, site.url, redis_url) as gang:
        victim, heir = gang.start(), gang.start()
        gang.wait_for(60)
        victim.signal(signal.SIGKILL)
        died = monotonic()
        heir.end()
        assert len(gang.stored()) == 200
        assert monotonic() - died < LEASE_SECONDS + 5


def test_redis_killed_and_restarted_from_its_append_only_file(tmp_path: Path) -> None:
    with (
        durable_redis(tmp_path / "redis") as redis,
        running(Site(1000, latency=0.05)) as site,
        crew(tmp_path / "crew", site.url, redis.url) as gang,
    ):
        workers = [gang.start(), gang.start()]
        gang.wait_for(200)
        redis.kill()
        sleep(1)
        redis.start()
        stats = [worker.end() for worker in workers]
        assert len(gang.stored()) == 1000
        assert all(each["frontier/redis_errors"] > 0 and each["frontier/redis_recoveries"] > 0 for each in stats)
        assert sum(site.fetched().values()) - 1000 <= 2 * CAPACITY
        assert "Redis answers again" in workers[0].text


def test_scripts_may_be_flushed_at_any_time(tmp_path: Path, redis_url: str) -> None:
    with running(Site(300, latency=0.05)) as site, crew(tmp_path, site.url, redis_url, settings=PATIENT) as gang:
        worker = gang.start()
        gang.wait_for(50)
        with Redis.from_url(redis_url) as redis:
            redis.script_flush()
        stats = worker.end()
        assert len(gang.stored()) == 300
        assert set(site.fetched().values()) == {1}
        assert "frontier/redis_errors" not in stats


def test_a_node_that_cannot_reach_redis_for_a_while_comes_back(tmp_path: Path, redis_url: str) -> None:
    with (
        proxy(redis_url) as way,
        running(Site(1500, latency=0.1)) as site,
        crew(tmp_path, site.url, redis_url) as gang,
    ):
        cut_off, other = gang.start(redis_url=way.url), gang.start()
        gang.wait_for(100)
        way.blackhole = True
        sleep(2 * LEASE_SECONDS)
        way.blackhole = False
        stats = cut_off.end()
        other.end()
        assert len(gang.stored()) == 1500
        assert stats["frontier/redis_errors"] > 0
        assert sum(site.fetched().values()) - 1500 <= CAPACITY


def test_a_worker_whose_clock_is_an_hour_off_changes_nothing(tmp_path: Path, redis_url: str) -> None:
    with running(Site(600, latency=0.1)) as site, crew(tmp_path, site.url, redis_url) as gang:
        workers = [gang.start(), gang.start(CLOCK_OFFSET=3600)]
        fetched = [worker.end()["downloader/response_count"] for worker in workers]
        assert len(gang.stored()) == 600
        assert sum(fetched) == 600
        assert min(fetched) > 30


def failing() -> Answer:
    return 503, {}, "always"


def test_a_request_that_always_fails_becomes_a_dead_letter_and_the_run_ends(tmp_path: Path, redis_url: str) -> None:
    site = Site(100, special={"/7": failing, "/9": lambda: (200, {}, "callback-error")})
    with running(site), crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments, gang.settings = {"run": "failing"}, {"FRONTIER_BACKOFF_SECONDS": 0.02}
        stats = gang.start().end()
        unreachable = {7, 9, *range(71, 81), *range(91, 101)}  # the two that fail, and what only they link to
        expected = {f"/{number}" for number in range(1, 100) if number not in unreachable} | {"/"}
        assert {page.removeprefix(site.url.rstrip("/")) for page in gang.stored()} == expected
        assert site.fetched()["/7"] == site.fetched()["/9"] == 5
        assert stats["frontier/nacked"] == 10
        with Redis.from_url(redis_url) as redis:
            letters = redis.lrange("jobspider:{p0}:tree:failing:dead", 0, -1)
        assert sorted(b"503" in letter for letter in letters) == [False, True]
        assert sorted(b"always fails" in letter for letter in letters) == [False, True]


def test_a_node_may_join_late_and_another_leave_early(tmp_path: Path, redis_url: str) -> None:
    with running(Site(1000, latency=0.1)) as site, crew(tmp_path, site.url, redis_url, settings=PATIENT) as gang:
        leaver = gang.start()
        gang.wait_for(100)
        joiner = gang.start()
        gang.wait_for(300)
        leaver.signal(signal.SIGTERM)
        leaver.end()
        joiner.end()
        assert len(gang.stored()) == 1000
        assert set(site.fetched().values()) == {1}


def test_the_last_node_waits_for_the_leases_of_others_and_leaves_at_once(tmp_path: Path, redis_url: str) -> None:
    with running(Site(40)) as site, crew(tmp_path, site.url, redis_url) as gang:
        slow: list[float] = []

        def slowly() -> Answer:
            slow.append(monotonic())
            return 200, {}, '<a href="/900">one more</a>'

        site.special["/5"] = slowly
        gang.settings = {"DOWNLOAD_SLOTS": {"127.0.0.1": {"concurrency": 2}}}
        workers = [gang.start(), gang.start()]
        for worker in workers:
            worker.end()
        ended = monotonic()
        assert f"{site.url}900" in gang.stored()
        assert ended - site.arrivals[-1][0] < 3
        assert all("finished" in worker.text for worker in workers)


def test_without_its_keys_a_run_ends_with_a_reason(tmp_path: Path) -> None:
    with redis_server() as url, running(Site(1000, latency=0.1)) as site, crew(tmp_path, site.url, url) as gang:
        worker = gang.start()
        gang.wait_for(100)
        with Redis.from_url(url) as redis:
            redis.flushall()
        assert worker.end()["finish_reason"] == "frontier_lost"
        assert "are gone from Redis" in worker.text


def test_an_outage_of_the_database_stops_fetching_and_counts_against_no_request(tmp_path: Path, redis_url: str) -> None:
    with running(Site(600, latency=0.05)) as site, crew(tmp_path, site.url, redis_url) as gang:
        workers = [gang.start(), gang.start()]
        gang.wait_for(100)
        outage = tmp_path / "outage"
        outage.touch()
        sleep(1)
        before = len(site.arrivals)
        sleep(2 * LEASE_SECONDS)
        assert len(site.arrivals) == before
        outage.unlink()
        stats = [worker.end() for worker in workers]
        assert len(gang.stored()) == 600
        assert set(site.fetched().values()) == {1}
        assert not any("frontier/nacked" in each for each in stats)
