"""The script of a batch, called as couriers call it, against a real Redis."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgpack
import pytest
from redis import Redis

from jobspider.frontier.keys import RunKeys, open_key
from jobspider.frontier.run import RUN_ID
from jobspider.frontier.scripts import script
from jobspider.run import new_run_id

pytestmark = pytest.mark.servers

KEYS = RunKeys("unit", "run", 0)
HEADER = b"\0\0"


class Partition:
    """One partition, and any number of nodes that talk to it."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.numbers: dict[str, int] = {}

    def send(self, node: str = "a", *, again: bool = False, **fields: Any) -> dict[str, Any]:
        """The answer to a node's next batch, or to its latest one again."""
        self.numbers[node] = self.numbers.get(node, 0) + (not again)
        common = {"node": node, "name": node, "number": self.numbers[node], "lease": 30_000, "want": 0, "keep": 1000}
        terms = {"policy": [0, 100, 1, 0], "attempts": 5, "lapses": 20}
        data = msgpack.packb({**common, **terms, **fields}, use_bin_type=False)
        keys = KEYS.for_batch()
        answer = self.redis.eval(script("batch").text, len(keys), *keys, data)
        return {name.decode(): value for name, value in msgpack.unpackb(answer, raw=True).items()}

    def push(self, *names: str, priority: int = 0, host: str = "h", unique: bool = True) -> dict[str, Any]:
        entries: list[Any] = []
        for name in names:
            entries += [1 if unique else -1, int.from_bytes(name.encode(), "big"), HEADER + name.encode()]
        return self.send("pusher", pushes=[[host, priority, entries]])

    def lease(self, want: int, node: str = "a", **fields: Any) -> dict[str, str]:
        """Request → token, in the order in which they came."""
        found = self.send(node, want=want, **fields)["leases"]
        return {found[i + 3][2:].decode(): f"{node}.{self.numbers[node]}.{found[i]}" for i in range(0, len(found), 4)}


@pytest.fixture
def partition(redis_url: str) -> Iterator[Partition]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        redis.hset(KEYS.key("state"), mapping={"epoch": "e", "run": "unit/run", "seed": "done"})
        yield Partition(redis)


def test_order_is_priority_then_first_in_first_out(partition: Partition) -> None:
    partition.push("a", "b")
    partition.push("first", priority=5)
    partition.push("c")
    partition.push("last", priority=-1)
    assert list(partition.lease(10)) == ["first", "a", "b", "c", "last"]


def test_a_batch_sent_again_is_answered_again_and_done_once(partition: Partition) -> None:
    partition.push("x", "y", "z")
    first = partition.send(want=2)
    again = partition.send(want=2, again=True)
    assert again["leases"] == first["leases"]
    assert (again["pending"], again["leased"]) == (1, 2)
    assert partition.send("pusher", again=True, pushes=[["h", 0, [-1, 0, HEADER + b"more"]]])["pending"] == 1


def test_an_expired_lease_is_leased_anew_and_its_old_token_refused(partition: Partition) -> None:
    partition.push("x")
    old = partition.lease(1, "sleeper")["x"]
    partition.redis.zadd(KEYS.key("leases"), {old: 1})
    new = partition.lease(1, "other")["x"]
    assert partition.send("sleeper", acks=[old])["late"] == 1
    answer = partition.send("other", acks=[new])
    assert (answer["late"], answer["leased"], answer["pending"]) == (0, 0, 0)


def test_what_is_given_back_comes_first_and_in_its_order(partition: Partition) -> None:
    partition.push(*"abcd")
    tokens = partition.lease(3)
    partition.send(backs=list(tokens.values()))
    assert list(partition.lease(4)) == ["a", "b", "c", "d"]


def test_a_duplicate_is_counted_and_not_queued(partition: Partition) -> None:
    assert partition.push("x", "y", "x")["duplicates"] == 1
    assert partition.push("y")["duplicates"] == 1
    assert partition.push("y", unique=False)["pending"] == 3


def test_a_failure_comes_back_after_its_delay_until_it_is_a_dead_letter(partition: Partition) -> None:
    partition.push("x")
    for attempt in range(5):
        token = partition.lease(1)["x"]
        answer = partition.send(nacks=[[token, 0, False, "broken"]])
        assert answer["delayed"] + answer["pending"] == (attempt < 4)
    letter = msgpack.unpackb(partition.redis.lrange(KEYS.key("dead"), 0, -1)[0], raw=True)
    assert (letter[2], letter[3]) == (b"\x05\0x", b"broken")


def test_a_token_of_nobody_changes_nothing(partition: Partition) -> None:
    partition.push("x")
    before = partition.send()["change"]
    answer = partition.send(acks=["no.1.1"], nacks=[["no.1.2", 0, True, "?"]], backs=["no.1.3"], renews=["no.1.4"])
    assert (answer["change"], answer["leased"]) == (before, 0)


def test_hosts_of_one_priority_take_turns(partition: Partition) -> None:
    partition.push(*(f"a{n}" for n in range(8)), host="a")
    partition.push(*(f"b{n}" for n in range(8)), host="b")
    assert sorted(name[0] for name in partition.lease(8)) == ["a"] * 4 + ["b"] * 4


def test_a_delayed_host_is_leased_once_and_then_not_until_it_is_due(partition: Partition) -> None:
    partition.push("x", "y")
    slow = [60_000, 1, 1, 0]
    assert list(partition.lease(5, policy=slow)) == ["x"]
    answer = partition.send("other", want=5, policy=slow)
    assert answer["leases"] == []
    assert 0 < answer["due"] <= 60_000


def test_a_node_that_finds_a_host_full_has_a_share_of_it_once_others_are_done(partition: Partition) -> None:
    partition.push(*(f"x{number}" for number in range(40)))
    terms: dict[str, Any] = {"policy": [0, 4, 1, 0]}
    held = list(partition.lease(100, **terms).values())
    assert partition.lease(100, "b", **terms) == {}
    record = msgpack.unpackb(partition.redis.hget("jobspider:{p0}:hosts", "h") or b"", raw=True)
    record[b"nodes"][b"unit/run/b"][1] += 3_600_000  # as if it polled all the time, however slow this machine is
    partition.redis.hset("jobspider:{p0}:hosts", "h", msgpack.packb(record, use_bin_type=False))

    while len(held) > 2:
        ended = held.pop()
        assert partition.lease(100, acks=[ended], flights={"h": len(held)}, **terms) == {}, "its share is two of four"
    assert len(partition.lease(100, "b", **terms)) == 2


@pytest.mark.parametrize("slowed", [{"throttle": 86_400_000, "throttled": "now"}, {"crawl": 1e15, "crawled": "now"}])
def test_a_host_that_is_slowed_down_for_a_day_is_asked_once_an_hour(
    partition: Partition, slowed: dict[str, Any]
) -> None:
    """As AutoThrottle with a bound of a day, or somebody in Redis, has it: not as if it were not slowed down at all."""
    now = int(partition.redis.time()[0]) * 1000
    record = {name: now if value == "now" else value for name, value in slowed.items()}
    partition.redis.hset("jobspider:{p0}:hosts", "h", msgpack.packb(record))
    partition.push("x", "y")

    assert list(partition.lease(5, policy=[0, 1, 1, 1])) == ["x"]
    assert partition.lease(5, "other", policy=[0, 1, 1, 1]) == {}
    found = msgpack.unpackb(partition.redis.hget("jobspider:{p0}:hosts", "h") or b"", raw=True)
    assert now + 3_600_000 <= found[b"next"] < now + 3_700_000


def test_a_throttle_of_more_than_an_hour_is_one_of_an_hour(partition: Partition) -> None:
    partition.send(throttles={"h": 86_400_000})
    record = msgpack.unpackb(partition.redis.hget("jobspider:{p0}:hosts", "h") or b"", raw=True)
    assert record[b"throttle"] == 3_600_000


def test_a_node_without_downloads_takes_a_part_of_a_host_for_moments_only(partition: Partition) -> None:
    """Whoever leaves, or finds work elsewhere, must not keep others from what a host would take for a whole lease."""

    def until() -> dict[str, float]:
        record = msgpack.unpackb(partition.redis.hget("jobspider:{p0}:hosts", "h") or b"", raw=True)
        return {name.decode()[-1]: entry[1] for name, entry in record[b"nodes"].items()}

    partition.push(*(f"x{number}" for number in range(40)))
    terms: dict[str, Any] = {"policy": [0, 4, 1, 0]}
    held = list(partition.lease(100, **terms).values())
    partition.lease(100, "b", **terms)
    claimed = until()
    assert claimed["b"] < claimed["a"] - 20_000, "two seconds, and not the thirty of a lease"

    record = msgpack.unpackb(partition.redis.hget("jobspider:{p0}:hosts", "h") or b"", raw=True)
    record[b"nodes"][b"unit/run/b"][1] = claimed["b"] - 2000
    partition.redis.hset("jobspider:{p0}:hosts", "h", msgpack.packb(record, use_bin_type=False))
    partition.send(acks=[held.pop()], flights={"h": 7}, **terms)
    assert len(partition.lease(100, **terms)) == 1, "alone again it has all of it"
    partition.lease(100, "b", **terms)
    assert until()["b"] >= claimed["b"], "polling claims it anew"


@pytest.mark.parametrize("garbage", [b"", b"\xc1", b"\x93\x01\x02\x03", b"\xdf\xff\xff\xff\xff"])
def test_hostile_records_end_as_dead_letters_and_stop_nobody(partition: Partition, garbage: bytes) -> None:
    partition.push("x")
    partition.redis.zadd(KEYS.key("leases"), {"evil.1.1": 1})
    partition.redis.hset(KEYS.key("leased"), "evil.1.1", garbage)
    partition.redis.zadd(KEYS.key("delayed"), {garbage + b"!": 1})
    partition.redis.hset(KEYS.key("nodes"), "a", garbage)
    partition.redis.hset("jobspider:{p0}:hosts", "h", garbage)
    partition.redis.hset(KEYS.key("state"), "heard", 0)
    assert "x" in partition.lease(5)
    partition.redis.hset(KEYS.key("state"), "grace", 0)
    partition.send()
    assert partition.redis.llen(KEYS.key("dead")) == 2


def test_a_seen_url_takes_ten_bytes_at_most(partition: Partition) -> None:
    before = int(partition.redis.info("memory")["used_memory"])
    for start in range(0, 400_000, 4000):
        entries: list[Any] = []
        for number in range(start, start + 4000):
            bits = hash((number, "url")) & (2**64 - 1)
            entries += [(bits >> 52) % 1638, bits & (2**52 - 1), b""]  # as full as 4,096 buckets at a million
        partition.send(pushes=[["h", 0, entries]])
        partition.redis.delete(KEYS.key("queue:0:h"), KEYS.key("lists"), KEYS.key("queue"))
    assert (int(partition.redis.info("memory")["used_memory"]) - before) / 400_000 <= 10


@pytest.mark.parametrize("spider", ["jobs de", "_own", "münchen", "東京", "jobs.example", "a" * 80])
def test_all_processes_join_one_run_whatever_the_spider_is_called(partition: Partition, spider: str) -> None:
    offered = [new_run_id(spider, datetime.now(UTC)) for _ in range(2)]

    joined = {partition.redis.eval(script("open").text, 1, open_key(spider, "x"), each, "p:", 60) for each in offered}

    assert joined == {offered[0].encode()}
    assert RUN_ID.fullmatch(offered[0])
