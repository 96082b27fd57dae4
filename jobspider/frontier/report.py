"""What the frontier holds now: the numbers behind `jobspider frontier` and /metrics. Reads, and disturbs nothing."""

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
from jobspider.frontier.lease import HEADER
from jobspider.frontier.options import DAY
from jobspider.frontier.scripts import script

RUN_KEY = re.compile(r"jobspider:\{p(\d+)\}:(.+):([^:]+):(state|dead)")
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
        count, said_at, heard = (float(value or 0) for value in client.hmget(key, "spare", "spare_at", "heard"))
        found += int(count) if heard - said_at < SPARE_MS else 0
    return found


def dead_letters(client: Any, spider: str, run: str) -> list[DeadLetter]:
    """The dead letters of a run, the oldest first."""
    every = [keys for keys in _partitions_of_runs(client) if (keys.spider, keys.run) == (spider, run)]
    letters = [_letter(keys, data) for keys in every for data in client.lrange(keys.key("dead"), 0, -1)]
    return sorted(letters, key=lambda letter: letter.died)


def latest_dead_letters(client: Any, most: int) -> list[DeadLetter]:
    """Up to so many of all runs, the latest first."""
    every = list(_partitions_of_runs(client))
    letters = [_letter(keys, data) for keys in every for data in client.lrange(keys.key("dead"), -most, -1)]
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
        if match := RUN_KEY.fullmatch(key.decode()):
            found.add(RunKeys(match[2], match[3], int(match[1])))
    yield from found


def _add(client: Any, report: RunReport, keys: RunKeys) -> None:
    state = {name.decode(): value for name, value in client.hgetall(keys.key("state")).items()}
    report.pending += int(state.get("pending", 0))
    report.seen += int(state.get("seen", 0))
    report.acked += int(state.get("acked", 0))
    report.begun = report.begun or float(state.get("begun", 0))
    report.delayed += client.zcard(keys.key("delayed"))
    report.leased += client.zcard(keys.key("leases"))
    report.dead += client.llen(keys.key("dead"))
    for identity, data in client.hgetall(keys.key("nodes")).items():
        fields = _fields(data)
        node = report.nodes.setdefault(identity.decode(), NodeReport(_text(fields.get(b"name", b"?"))))
        node.acked += int(fields.get(b"acked", 0))
        node.heard = max(node.heard, float(fields.get(b"time", 0)) / 1000)


def _waiting(client: Any, every: list[RunKeys]) -> Counter[bytes]:
    """Requests that are queued, by host."""
    lists = [
        (host, f"{keys.key('queue')}:{priority}:".encode() + host)
        for keys in every
        for host, data in client.hgetall(keys.key("lists")).items()
        for priority in _priorities(data)
    ]
    asked = client.pipeline(transaction=False)
    for _, name in lists:
        asked.llen(name)
    found: Counter[bytes] = Counter()
    for (host, _), length in zip(lists, asked.execute(), strict=True):
        found[host] += length
    return found


def _hosts(client: Any, waiting: Counter[bytes], now_ms: float) -> Iterator[HostReport]:
    records = {host: data for key in client.scan_iter(HOSTS_PATTERN) for host, data in client.hgetall(key).items()}
    for host in records.keys() | waiting.keys():
        yield _host(host, _fields(records.get(host, b"")), waiting[host], now_ms)


def _host(host: bytes, fields: dict[bytes, Any], waiting: int, now_ms: float) -> HostReport:
    allowed = max(float(fields.get(b"next", 0)), float(fields.get(b"pause", 0)))
    nodes = fields.get(b"nodes") or {}
    in_flight = sum(int(count) for count, expiry in dict(nodes).values() if expiry > now_ms)
    later = datetime.fromtimestamp(allowed / 1000, UTC) if allowed > now_ms else None
    asked = [float(fields.get(ms, 0)) for ms, at, good in DELAYS if float(fields.get(at, 0)) + good * 1000 > now_ms]
    return HostReport(_text(host), later, in_flight, waiting, max(asked, default=0.0) / 1000)


def _letter(keys: RunKeys, data: bytes) -> DeadLetter:
    host, _, request, reason, died = msgpack.unpackb(data, raw=True)
    at = datetime.fromtimestamp(died / 1000, UTC)
    return DeadLetter(keys.spider, keys.run, _text(host), _url(request), _text(reason), at)


def _url(request: bytes) -> str:
    try:
        return _text(msgpack.unpackb(request[HEADER:], raw=True, strict_map_key=False, ext_hook=lambda *_: None)[b"u"])
    except Exception:
        return "(cannot be read)"


def _fields(data: bytes) -> dict[bytes, Any]:
    try:
        return dict(msgpack.unpackb(data, raw=True))
    except Exception:
        return {}


def _priorities(data: bytes) -> list[int]:
    try:
        return [int(each) for each in msgpack.unpackb(data)]
    except Exception:
        return []


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
