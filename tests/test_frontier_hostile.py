"""Given bytes in Redis that nobody of ours has written, when it is asked, then they hide and stop nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgpack
import pytest
from redis import Redis

from jobspider.errors import BrokerError
from jobspider.events.event import Event
from jobspider.events.redis_stream import RedisStream
from jobspider.frontier.keys import RunKeys
from jobspider.frontier.report import latest_dead_letters, snapshot, spare
from jobspider.frontier.scripts import script
from jobspider.planner.companies import Companies, Company
from jobspider.planner.entities import Entry, Kind
from jobspider.planner.redis_queue import BUILDER, BUILT, RedisQueue
from jobspider.sample.servers import redis_server
from jobspider.schedule.lease import HOLD
from jobspider.schedule.lease import NAME as LEADER
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


def test_keys_of_another_type_keep_neither_planner_nor_daemon_from_their_work(caplog: pytest.LogCaptureFixture) -> None:
    due = datetime.now(UTC) - timedelta(hours=1)
    with redis_server() as url, Redis.from_url(url) as redis:
        queue, entry = RedisQueue(redis, 1, 30), Entry(Kind.LIST, 7, "spider", 1, due)
        for part in ("high", "low", "leases", "leased"):
            redis.flushall()
            queue.put([entry])
            redis.delete(key := f"jobspider:{{d0}}:due:list:spider:{part}")
            redis.set(key, "x")

            assert [(depth.planned, depth.due) for depth in queue.depths([(Kind.LIST, "spider")])] == [(1, 1)]
            redis.delete(key)
            redis.set(key, "x")
            assert [lease.id for lease in queue.pop(Kind.LIST, "spider", 10)] == [7]
            assert repr(key) in caplog.text
        redis.rpush(BUILT, "x")
        redis.set(BUILDER, "nobody")
        assert not queue.is_built()
        assert queue.build([entry])
        redis.set(LEADER, "nobody")
        assert redis.eval(HOLD, 1, LEADER, "us", 1000) == 1
        redis.delete(LEADER)
        redis.rpush(LEADER, "x")
        assert redis.eval(HOLD, 1, LEADER, "us", 1000) == 1


def test_events_wait_for_a_stream_that_is_none() -> None:
    event = Event(1, 1, "posting.new", b"{}")
    with redis_server() as url, Redis.from_url(url) as redis:
        redis.set("events", "x")
        stream = RedisStream(url, "events", 0)
        with pytest.raises(BrokerError, match="WRONGTYPE"):
            stream.send([event])
        redis.delete("events")
        stream.send([event])
        stream.close()
        assert redis.xlen("events") == 1


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
