"""What the frontier holds now: the numbers behind `jobspider frontier` and /metrics. Reads, and disturbs nothing.

What is not as the frontier writes it counts as nothing, and hides nothing else: Redis may hold anything.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import msgpack
from redis import Redis, RedisCluster

from jobspider.frontier.keys import RunKeys
from jobspider.frontier.options import DAY
from jobspider.frontier.scripts import script
from jobspider.frontier.values import dead_at, hash_at, held, map_of, number_of, priorities_of, text_of, url_of

RUN_KEY = re.compile(r"jobspider:\{p(\d{1,4})\}:([^\ufffd]+):([^:\ufffd]+):(state|dead)")
SPARE_MS = 10_000
"""How long what a process said of the run's work counts, beside the last word of any process."""
HOSTS_PATTERN = "jobspider:{p*}:hosts"
DELAYS = ((b"throttle", b"throttled", 3600), (b"crawl", b"crawled", DAY))
"""In a host's record: a delay in ms, when it was said, and for how many seconds it holds (as in batch.lua)."""


@dataclass(slots=True)
class NodeReport:
    """One process of a run."""

    name: str
    acked: int = 0
    heard: float = 0.0
    """When Redis heard of it last, seconds since 1970."""


@dataclass(slots=True)
class RunReport:
    """One run, all partitions together."""

    spider: str
    run: str
    pending: int = 0
    delayed: int = 0
    leased: int = 0
    seen: int = 0
    acked: int = 0
    dead: int = 0
    begun: float = 0.0
    nodes: dict[str, NodeReport] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostReport:
    """One host, for all runs."""

    host: str
    next_allowed: datetime | None
    """None: now."""
    in_flight: int
    waiting: int = 0
    """Requests that are queued for it."""
    delay_seconds: float = 0.0
    """What its robots.txt or AutoThrottle asks for between two requests; 0 where neither does."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole frontier at one moment."""

    taken: datetime
    """By Redis's clock."""
    runs: list[RunReport]
    hosts: list[HostReport]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A request that was given up."""

    spider: str
    run: str
    host: str
    url: str
    reason: str
    died: datetime


def client_of(url: str) -> Any:
    """A blocking client of the frontier's Redis, or of its Redis Cluster."""
    client = Redis.from_url(url)
    if not client.info("cluster").get("cluster_enabled"):
        return client
    client.close()
    return RedisCluster.from_url(url)


def snapshot(client: Any) -> Snapshot:
    """Reads all runs and hosts."""
    seconds, micros = client.time(target_nodes="random") if type(client) is RedisCluster else client.time()
    now = float(seconds) + float(micros) / 1e6
    runs: dict[tuple[str, str], RunReport] = {}
    every = sorted(_partitions_of_runs(client), key=lambda keys: (keys.spider, keys.run, keys.partition))
    for keys in every:
        _add(client, runs.setdefault((keys.spider, keys.run), RunReport(keys.spider, keys.run)), keys)
    waiting = _waiting(client, every)
    hosts = _hosts(client, waiting, now * 1000)
    return Snapshot(datetime.fromtimestamp(now, UTC), list(runs.values()), sorted(hosts, key=lambda host: host.host))


def spare(client: Any, spider: str, run: str, partitions: int) -> int:
    """Requests of a run that could be leased now and that no process has, as its processes said a moment ago."""
    found = 0
    for partition in range(partitions):
        key = RunKeys(spider, run, partition).key("state")
        count, said_at, heard = (number_of(value) for value in client.hmget(key, "spare", "spare_at", "heard"))
        found += int(count) if heard - said_at < SPARE_MS else 0
    return found


def dead_letters(client: Any, spider: str, run: str) -> list[DeadLetter]:
    """The dead letters of a run, the oldest first."""
    every = [keys for keys in _partitions_of_runs(client) if (keys.spider, keys.run) == (spider, run)]
    letters = [_letter(keys, data) for keys in every for data in dead_at(client, keys, 0)]
    return sorted(letters, key=lambda letter: letter.died)


def latest_dead_letters(client: Any, most: int) -> list[DeadLetter]:
    """Up to so many of all runs, the latest first."""
    every = list(_partitions_of_runs(client))
    letters = [_letter(keys, data) for keys in every for data in dead_at(client, keys, -most)]
    return sorted(letters, key=lambda letter: letter.died, reverse=True)[:most]


def replay(client: Any, spider: str, run: str) -> int:
    """Puts a run's dead letters back to work and reopens it if it was finished; how many there were."""
    every = {keys.partition: keys for keys in _partitions_of_runs(client) if (keys.spider, keys.run) == (spider, run)}
    moved = 0
    for partition in range(max(every, default=-1) + 1):
        keys = RunKeys(spider, run, partition)
        names = [keys.key(part) for part in ("dead", "delayed", "state", "done")]
        arguments = (token_hex(8), f"{spider}/{run}", 30 * DAY)
        moved += int(client.eval(script("replay").text, len(names), *names, *arguments))
    return moved


def _partitions_of_runs(client: Any) -> Iterator[RunKeys]:
    found = set()
    for key in client.scan_iter("jobspider:{p*}:*:*"):
        if match := RUN_KEY.fullmatch(text_of(key)):
            found.add(RunKeys(match[2], match[3], int(match[1])))
    yield from found


def _add(client: Any, report: RunReport, keys: RunKeys) -> None:
    state = hash_at(client, keys.key("state"))
    report.pending += int(number_of(state.get(b"pending")))
    report.seen += int(number_of(state.get(b"seen")))
    report.acked += int(number_of(state.get(b"acked")))
    report.begun = report.begun or number_of(state.get(b"begun"))
    report.delayed += held(client.zcard, keys.key("delayed"), empty=0)
    report.leased += held(client.zcard, keys.key("leases"), empty=0)
    report.dead += held(client.llen, keys.key("dead"), empty=0)
    for identity, data in hash_at(client, keys.key("nodes")).items():
        fields = map_of(data)
        node = report.nodes.setdefault(text_of(identity), NodeReport(text_of(fields.get(b"name", b"?"))))
        node.acked += int(number_of(fields.get(b"acked")))
        node.heard = max(node.heard, number_of(fields.get(b"time")) / 1000)


def _waiting(client: Any, every: list[RunKeys]) -> Counter[bytes]:
    """Requests that are queued, by host."""
    lists = [
        (host, f"{keys.key('queue')}:{priority}:".encode() + host)
        for keys in every
        for host, data in hash_at(client, keys.key("lists")).items()
        for priority in priorities_of(data)
    ]
    asked = client.pipeline(transaction=False)
    for _, name in lists:
        asked.llen(name)
    found: Counter[bytes] = Counter()
    for (host, _), length in zip(lists, asked.execute(raise_on_error=False), strict=True):
        found[host] += length if type(length) is int else 0
    return found


def _hosts(client: Any, waiting: Counter[bytes], now_ms: float) -> Iterator[HostReport]:
    records = {
        host: data for key in client.scan_iter(HOSTS_PATTERN) for host, data in hash_at(client, text_of(key)).items()
    }
    for host in records.keys() | waiting.keys():
        try:
            yield _host(host, map_of(records.get(host, b"")), waiting[host], now_ms)
        except (TypeError, ValueError, OverflowError, OSError, AttributeError):
            yield HostReport(text_of(host), None, 0, waiting[host])


def _host(host: bytes, fields: dict[bytes, Any], waiting: int, now_ms: float) -> HostReport:
    allowed = max(number_of(fields.get(b"next")), number_of(fields.get(b"pause")))
    nodes = fields.get(b"nodes") or {}
    in_flight = sum(int(count) for count, expiry in dict(nodes).values() if expiry > now_ms)
    later = datetime.fromtimestamp(allowed / 1000, UTC) if allowed > now_ms else None
    asked = [number_of(fields.get(ms)) for ms, at, good in DELAYS if number_of(fields.get(at)) + good * 1000 > now_ms]
    return HostReport(text_of(host), later, in_flight, waiting, max(asked, default=0.0) / 1000)


def _letter(keys: RunKeys, data: bytes) -> DeadLetter:
    try:
        host, _, request, reason, died = msgpack.unpackb(data, raw=True)
        at = datetime.fromtimestamp(died / 1000, UTC)
    except Exception:
        return DeadLetter(
            keys.spider, keys.run, "?", "(cannot be read)", "(cannot be read)", datetime.fromtimestamp(0, UTC)
        )
    return DeadLetter(keys.spider, keys.run, text_of(host), url_of(request), text_of(reason), at)
