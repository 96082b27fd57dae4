"""Given bytes in Redis that nobody of ours has written, when it is asked, then they hide and stop nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgpack
import pytest
from redis import Redis

from jobspider.frontier.keys import RunKeys
from jobspider.frontier.report import latest_dead_letters, snapshot, spare
from jobspider.frontier.scripts import script
from jobspider.planner.companies import Companies, Company
from jobspider.planner.entities import Entry, Kind
from jobspider.planner.redis_queue import BUILT, RedisQueue
from jobspider.sample.servers import redis_server
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade

pytestmark = pytest.mark.servers


def begin(redis: Redis, run: str) -> RunKeys:
    keys = RunKeys("spider", run, 0)
    redis.eval(script("begin").text, 2, keys.key("state"), keys.key("done"), "epoch", f"spider/{run}", 600, "1")
    redis.hset(keys.key("state"), "pending", 3)
    return keys


def test_a_run_is_shown_whatever_stands_beside_it(caplog: pytest.LogCaptureFixture) -> None:
    with redis_server() as url, Redis.from_url(url) as redis:
        begin(redis, "healthy")
        bad, worse = begin(redis, "bad"), begin(redis, "worse")
        redis.hset(bad.key("state"), mapping={"pending": b"\xff\x00", "seen": "9" * 400, "begun": "nan", "spare": "x"})
        redis.hset(bad.key("nodes"), mapping={b"\xff": b"\x91" * 3000, b"a": msgpack.packb({"time": {}, "name": 5})})
        redis.rpush(bad.key("dead"), b"cos\nsystem\n(S'true'\ntR.", msgpack.packb(["a", 0, b"", b"", 1e308]))
        for name in ("nodes", "lists", "delayed", "leases", "dead"):
            redis.set(worse.key(name), "no such thing")
        redis.hset("jobspider:{p0}:hosts", "b.example", msgpack.packb({"nodes": 5, "next": "soon", "pause": 1e300}))
        redis.set("jobspider:{p1}:hosts", "x")
        redis.set(b"jobspider:{p0}:spider:\xff:state", "x")
        redis.set(f"jobspider:{{p{'9' * 5000}}}:spider:x:state", "x")

        runs = {run.run: run.pending for run in snapshot(redis).runs}

        assert runs == {"healthy": 3, "bad": 0, "worse": 3}
        assert [host.host for host in snapshot(redis).hosts] == ["b.example"]
        assert [letter.reason for letter in latest_dead_letters(redis, 9)] == ["(cannot be read)"] * 2
        assert spare(redis, "spider", "bad", 1) == 0
        assert "jobspider:{p0}:spider:worse:dead" in caplog.text


def test_a_search_is_due_whatever_stands_beside_it() -> None:
    due = datetime.now(UTC) - timedelta(hours=1)
    with redis_server() as url, Redis.from_url(url) as redis:
        queue = RedisQueue(redis, 1, 30)
        queue.put([Entry(Kind.LIST, 7, "spider", 1, due)])
        place = "jobspider:{d0}:due:list:spider"
        redis.zadd(f"{place}:high", {b"\xff": 1, "7; drop": 2, "9" * 400: 3, "-1": float("-inf")})
        redis.zadd(f"{place}:leases", {"a": 1, "b": 2, "8": 3})
        redis.hset(f"{place}:leased", mapping={"a": "9:1.2.3:x", "b": "1:1.2.3:x", "8": "1:5:x"})
        redis.set(BUILT, "9" * 400)

        assert sorted(lease.id for lease in queue.pop(Kind.LIST, "spider", 10)) == [7, 8]
        queue.forget()
        assert not queue.is_built()


def test_a_company_is_known_whatever_its_cache_holds(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'jobspider.db'}")
    upgrade(engine)
    with redis_server() as url, Redis.from_url(url) as redis:
        companies = Companies(engine, redis)
        for text in (b"[" * 100_000, b"\xff", b'{"nme": 1}', b'{"name": {}}', b"5"):
            companies.remember([Company("Acme", industry="Steel")])
            assert companies.find("Acme") is not None
            (key,) = redis.keys("jobspider:company:*")
            redis.set(key, text)
            assert companies.find("Acme") == Company("Acme", industry="Steel")
    engine.dispose()
