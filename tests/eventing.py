"""Postings that change, relays and brokers to tell them to, and whether the story that was told is whole."""

import asyncio
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

from confluent_kafka import Producer
from redis import Redis
from sqlalchemy import Engine, delete

from jobspider.config import Config
from jobspider.events.relay import LOCK, Relay
from jobspider.store.outbox import depth
from jobspider.store.postings import upsert
from jobspider.tables import locks
from tests.analysts import NOON, posting
from tests.crawling import ROOT, environment
from tests.scheduling import COMMAND


def settings(url: str, stream: str, kept: int = 0) -> Config:
    return Config.model_validate({"events_url": url, "events_stream": stream, "events_kept": kept})


def history(engine: Engine, numbers: range, changes: int) -> None:
    """Postings that are new and then change so often."""
    for change in range(changes + 1):
        batch = [posting(number, title=f"Analyst {change}") for number in numbers]
        upsert(engine, batch, NOON + timedelta(hours=change))


def left(engine: Engine) -> int:
    with engine.connect() as connection:
        return depth(connection)[0]


def drained(relay: Relay) -> None:
    while relay.send_some():
        pass


def read(client: Redis, stream: str) -> list[Any]:
    entries: Any = client.xrange(stream)
    return [json.loads(fields[b"body"]) for _, fields in entries]


def check_story(told: list[Any], numbers: range, changes: int) -> None:
    """Each posting's events are all there and, repeats apart, in order."""
    latest: dict[int, int] = {}
    kinds: dict[int, list[str]] = {}
    for event in told:
        number = event["posting_id"]
        if int(event["id"]) > latest.get(number, 0):
            latest[number] = int(event["id"])
            kinds.setdefault(number, []).append(event["type"])
    assert len(kinds) == len(numbers)
    assert all(story == ["posting.new", *["posting.changed"] * changes] for story in kinds.values())


def stopped() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@contextmanager
def worker(named: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`jobspider worker`."""
    process = subprocess.Popen([*COMMAND, "worker"], cwd=ROOT, env=environment(**named))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def forget_claim(engine: Engine) -> None:
    """As if the killed relay's claim had run out."""
    with engine.begin() as connection:
        connection.execute(delete(locks).where(locks.c.name == LOCK))


def until(done: Callable[[], Any], seconds: float = 60) -> None:
    deadline = monotonic() + seconds
    while not done():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.005)


@contextmanager
def mock_brokers(milliseconds: int = 0) -> Iterator[str]:
    """librdkafka's own cluster of three brokers, so far away that an answer takes so long: their addresses."""
    cluster = Producer({"test.mock.num.brokers": 3, "test.mock.broker.rtt": milliseconds, "log_level": 2})
    found = cluster.list_topics(timeout=10).brokers.values()
    yield ",".join(f"{each.host}:{each.port}" for each in found)
