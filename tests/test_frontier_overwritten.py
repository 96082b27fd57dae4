"""Given a node at work, when somebody overwrites a key of the frontier, then it is said, and nothing else is lost."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import msgpack
import pytest
from redis import Redis

from jobspider.frontier.keys import RunKeys, open_key
from jobspider.frontier.scripts import script
from jobspider.sample.servers import redis_server
from tests.crawling import scrapy
from tests.fuzz.live import RUN, Crawl, Ear, tried

pytestmark = pytest.mark.servers

FOREVER = float("inf")
HOSTS = "jobspider:{p0}:hosts"
ROBOTS = "jobspider:{p0}:robots.txt:fuzz:h1.example"
Write = Callable[[Any], Any]


def of_another_type(key: str) -> Write:
    """A value that nothing of ours can be at this key."""

    def write(redis: Any) -> None:
        is_text = redis.type(key) == b"string" or key.endswith(("done", "fetching", "pointer"))
        redis.delete(key)
        redis.rpush(key, "x") if is_text else redis.set(key, "x")

    return write


HARMLESS: dict[str, Write] = {
    **{part: of_another_type(RUN + part) for part in ("queue", "waiting", "lists", "leases", "nodes", "dead", "done")},
    "hosts": of_another_type(HOSTS),
    "robots": of_another_type(ROBOTS),
    "the lock of robots": lambda redis: redis.set(f"{ROBOTS}:fetching", "x"),
    "all hosts wait for ever": lambda redis: redis.zadd(
        RUN + "waiting", {f"h{host}.example": FOREVER for host in range(4)}
    ),
    "a lease of nobody's": lambda redis: redis.zadd(RUN + "leases", {"x.1.1": FOREVER}),
    "priorities that are none": lambda redis: redis.hset(RUN + "lists", "h1.example", msgpack.packb(["x", 1e300])),
    "a pause for ever": lambda redis: redis.hset(
        HOSTS, "h1.example", msgpack.packb({"pause": 1e18, "nodes": {"x": 1}})
    ),
    "nothing seems to be left": lambda redis: redis.hset(RUN + "state", mapping={"pending": 0, "turn": "nan"}),
    "more seems to be left": lambda redis: redis.hset(RUN + "state", mapping={"pending": "9" * 17, "grace": "inf"}),
    "a seed of nobody's": lambda redis: redis.hset(RUN + "state", "seed", b"\xff"),
}
"""After each of these every page is crawled."""
COSTLY: dict[str, Write] = {
    "state": of_another_type(RUN + "state"),
    "leased": of_another_type(RUN + "leased"),
    "delayed": of_another_type(RUN + "delayed"),
    "a list": of_another_type(f"{RUN}queue:0:h1.example"),
    "a tombstone of nobody's": lambda redis: redis.set(RUN + "done", b"\xff{"),
}
"""Each of these may cost what it overwrites."""


def test_whatever_is_overwritten_while_a_node_works_nothing_else_is_lost() -> None:
    with redis_server() as url, Redis.from_url(url) as redis:
        for name, write in {**HARMLESS, **COSTLY}.items():
            redis.flushall()
            crawl, ear = Crawl(redis, url, Random(name), write=write), Ear()

            assert tried(crawl, ear) == "", name
            assert len(crawl.done) == len(crawl.wanted) or name in COSTLY, name
            assert len(crawl.done) == len(crawl.wanted) or ear.said, name


def test_the_end_of_a_run_that_none_of_ours_has_written_is_said_and_is_no_success(tmp_path: Path) -> None:
    with redis_server() as url, Redis.from_url(url) as redis:
        redis.set(RunKeys("indeed", "x", 0).key("done"), b"\xff")

        ended = scrapy(
            "crawl",
            "indeed",
            "-a",
            "run=x",
            "-a",
            "base_url=http://127.0.0.1:9",
            redis_url=url,
            database_url=f"sqlite:///{tmp_path / 'x.db'}",
        )

    assert ended.code == 1, ended.err
    assert "delete that key" in ended.err


def test_a_run_begins_whatever_stands_at_its_keys() -> None:
    with redis_server() as url, Redis.from_url(url) as redis:
        redis.set(RUN + "state", "x")
        redis.rpush(RUN + "done", "x")
        redis.set(open_key("fuzz", "digest"), b"\xff:no run")
        crawl = Crawl(redis, url, Random(1), write=lambda _: None)

        assert tried(crawl, Ear()) == ""
        assert crawl.done == crawl.wanted


def test_a_run_ends_whatever_stands_in_the_place_of_its_count() -> None:
    """Given nothing is left to do, when the count of what waits is no number, then the next batch sets it right."""
    keys = RunKeys("unit", "run", 0)
    parts = [keys.key(part) for part in ("state", "leases", "delayed", "done", "lists", "leased")]
    terms = {"policy": [0, 100, 1, 0], "attempts": 5, "lapses": 20, "lease": 30_000, "want": 1, "keep": 1000}
    with redis_server() as url, Redis.from_url(url) as redis:
        for number, pending in enumerate((b"abc", b"nan", b"1e400", b"\xff", b"", b"-inf", b"-3", b"7"), 1):
            redis.hset(keys.key("state"), mapping={"epoch": "e", "run": "unit/run", "seed": "done", "pending": pending})
            batch = msgpack.packb({"node": "a", "name": "a", "number": number, **terms}, use_bin_type=False)

            answer = msgpack.unpackb(redis.eval(script("batch").text, 12, *keys.for_batch(), batch), raw=True)

            assert redis.eval(script("peek").text, len(parts), *parts)[2] == 0, pending
            assert answer[b"strange"] == [keys.key("state").encode()], pending


KINDS = {"queue": "zset", "waiting": "zset", "lists": "hash", "delayed": "zset", "leases": "zset", "leased": "hash"}
OF_ONE_RUN = (*KINDS, "state", "nodes", "dead", "done")
KEYS = RunKeys("unit", "run", 0)
TERMS = {"policy": [0, 100, 1, 0], "attempts": 5, "lapses": 20, "lease": 30_000, "keep": 1000}


def ran(redis: Any, name: str, parts: tuple[str, ...], *arguments: Any) -> Any:
    """What a script answers; `hosts`, and `seen` are as the batch has them, `pointer` is some key."""
    known = dict(zip((*OF_ONE_RUN, "hosts", "seen"), KEYS.for_batch(), strict=True))
    keys = [known.get(part, KEYS.key(part)) for part in parts]
    return redis.eval(script(name).text, len(keys), *keys, *arguments)


def letter(host: Any, priority: Any, request: Any) -> bytes:
    packed: bytes = msgpack.packb([host, priority, request, "why", 1], use_bin_type=False)
    return packed


def test_no_script_stumbles_over_a_key_of_another_type() -> None:
    """Half done, a run would have ended without its totals, or letters would be neither dead nor at work."""
    spare = msgpack.packb({**TERMS, "node": "a", "most": 10}, use_bin_type=False)
    scripts: dict[str, tuple[tuple[str, ...], tuple[Any, ...]]] = {
        "peek": (("state", "leases", "delayed", "done", "lists", "leased"), ()),
        "leave": (("nodes",), ("a", 1000)),
        "replay": (("dead", "delayed", "state", "done"), ("e", "unit/run", 600)),
        "finish": ((*OF_ONE_RUN, "hosts", "seen", "pointer"), ("{}", 600, 2, "run", "1")),
        "begin": (("state", "done"), ("e", "unit/run", 600, "shape")),
        "open": (("pointer",), ("new", "jobspider:{p0}:unit:", 600)),
        "spend": (("state",), (1, 10, 10)),
        "robots_ask": (("robots", "fetching", "hosts"), ("t", 1000, "h", 0, "0")),
        "robots_tell": (("robots", "fetching", "hosts"), ("t", "answer", 1000, "h", 0, 0)),
    }
    with redis_server() as url, Redis.from_url(url) as redis:
        for name, (parts, arguments) in scripts.items():
            for part in parts:
                redis.flushall()
                redis.hset(KEYS.key("state"), mapping={"epoch": "e", "run": "unit/run", "change": b"\xffnone"})
                of_another_type("jobspider:{p0}:hosts" if part == "hosts" else KEYS.key(part))(redis)
                if part != "pointer":
                    redis.set(KEYS.key("pointer"), "run")
                answer = ran(redis, name, parts, *arguments)
                if name == "finish":
                    assert answer[0] == 1, part
                    assert redis.type(KEYS.key("done")) == b"string", part
                    assert redis.exists(KEYS.key("lists"), KEYS.key("leases"), KEYS.key("state")) == 0, part
        redis.flushall()
        redis.hset(KEYS.key("state"), mapping={"epoch": "e", "run": "unit/run"})
        redis.hset(KEYS.key("nodes"), mapping={"x": msgpack.packb({"time": 1e300}), "y": msgpack.packb(5)})
        redis.zadd(KEYS.key("queue"), {"h": 0})
        redis.hset(KEYS.key("lists"), "h", msgpack.packb([0, 1e300, {}]))
        redis.rpush(KEYS.key("queue:0:h"), "one", "two")
        redis.hset(HOSTS, "h", msgpack.packb({"pause": 1e300, "nodes": {"x": [1e300, 1e300]}}))
        of_parts = ("queue", "waiting", "lists", "leases", "state", "nodes", "hosts")
        assert ran(redis, "spare", of_parts, spare) == [2, 0, 0], "what is garbage holds nothing and is nobody"
        redis.hset(KEYS.key("nodes"), "a", msgpack.packb({"time": 1}))
        assert ran(redis, "leave", ("nodes",), "a", 1000) == 0, "of a record for ever nobody is relieved"


@pytest.mark.parametrize("part", KINDS)
def test_a_run_with_work_is_not_over_while_a_key_is_none_of_ours(part: str, redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        redis.hset(KEYS.key("state"), mapping={"epoch": "e", "run": "unit/run", "seed": "done"})
        of_another_type(KEYS.key(part))(redis)

        left = ran(redis, "peek", ("state", "leases", "delayed", "done", "lists", "leased"))[2]
        ended = ran(redis, "finish", (*OF_ONE_RUN, "hosts", "seen", "pointer"), "{}", 600, 2, "run", "0")

        follows = part in {"queue", "waiting"}
        assert (left, ended[0]) == ((0, 1) if follows else (1, -1)), "else a process that comes asks for ever"
        assert redis.exists(KEYS.key("done")) == follows


def test_letters_that_are_none_stay_and_all_others_are_tried_again(redis_url: str) -> None:
    good, request = letter("h", 5, b"\5\0request"), b"\0\0request"
    bad = [b"\xc1", letter("", 0, request), letter("h", 1.5, request), letter("h", "x", request), letter("h", 0, 7)]
    bad += [letter("h", float("inf"), request), letter("h", float("nan"), request), letter("h", 0, b"\0")]
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        redis.hset(KEYS.key("state"), mapping={"change": "9" * 30, "seed": "done"})
        redis.rpush(KEYS.key("dead"), *bad[:4], good, *bad[4:])
        redis.set(KEYS.key("delayed"), "x")

        assert ran(redis, "replay", ("dead", "delayed", "state", "done"), "e", "unit/run", 600) == 1

        assert redis.lrange(KEYS.key("dead"), 0, -1) == bad
        batch = msgpack.packb({"node": "a", "name": "a", "number": 1, "want": 5, **TERMS}, use_bin_type=False)
        leases = msgpack.unpackb(redis.eval(script("batch").text, 12, *KEYS.for_batch(), batch), raw=True)[b"leases"]
        assert leases[1:] == [b"h", 5, request]
