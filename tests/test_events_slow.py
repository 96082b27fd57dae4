"""Given brokers and relays that are slow or stand still, when postings are stored, then nothing waits or is lost."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from confluent_kafka import Consumer, TopicPartition
from redis import Redis
from sqlalchemy import Engine

from jobspider.config import config
from jobspider.events import redis_stream
from jobspider.events.broker import broker_of
from jobspider.events.relay import Relay
from jobspider.store import schema
from jobspider.store.engine import create_engine
from tests.crawling import ROOT, environment
from tests.eventing import (
    check_story,
    drained,
    forget_claim,
    history,
    left,
    mock_brokers,
    read,
    settings,
    stopped,
    until,
    worker,
)
from tests.gate import slow

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("events_wanted")]
RELAY = """
import asyncio
from jobspider.config import config
from jobspider.events.broker import broker_of
from jobspider.events.relay import Relay
from jobspider.store.engine import create_engine

relay = Relay(create_engine(config().database_url.get_secret_value()), broker_of(config()))
asyncio.run(relay.until(asyncio.Event()))
"""


def test_while_a_redis_is_slow_postings_are_stored_and_their_order_holds(
    engine: Engine, redis_url: str, stream: str
) -> None:
    history(engine, range(50), 0)
    with slow(redis_url, b"XADD") as way, Redis.from_url(redis_url) as client, ThreadPoolExecutor(1) as pool:
        relay = Relay(engine, broker_of(settings(way.url, stream)))
        sending = pool.submit(relay.send_some)
        assert way.reached.wait(60)
        history(engine, range(50), 2)
        assert left(engine) == 150, "stored, and noted, while the relay waits for its answer"
        way.seconds = 0.02
        way.opened.set()
        sending.result(60)
        until(lambda: not relay.send_some() and left(engine) == 0)
        check_story(read(client, stream), range(50), 2)


def test_what_a_redis_confirms_too_late_is_sent_again_under_the_same_id(
    engine: Engine,
    redis_url: str,
    stream: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    history(engine, range(30), 1)
    monkeypatch.setattr(redis_stream, "ANSWER_SECONDS", 0.3)
    with slow(redis_url, b"XADD") as way, Redis.from_url(redis_url) as client:
        impatient = Relay(engine, broker_of(settings(way.url, stream)))
        assert not impatient.send_some()
        assert left(engine) == 60, "nothing is removed that nobody has confirmed"
        assert "events wait: the Redis of JOBSPIDER_EVENTS_URL takes no events now" in caplog.text
        asyncio.run(impatient.until(stopped()))
        drained(Relay(engine, broker_of(settings(redis_url, stream))))
        told = read(client, stream)
    check_story(told, range(30), 1)
    assert (len(told), len({event["id"] for event in told})) == (60 + 30, 60)


@contextmanager
def process(**named: str) -> Iterator[subprocess.Popen[bytes]]:
    """A relay alone."""
    running = subprocess.Popen([sys.executable, "-c", RELAY], cwd=ROOT, env=environment(**named))
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def test_a_relay_that_stands_still_is_replaced_and_does_no_harm_when_it_goes_on(
    mariadb_url: str, redis_url: str, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBSPIDER_EVENTS_URL", redis_url)
    config.cache_clear()
    engine = create_engine(mariadb_url)
    schema.upgrade(engine)
    history(engine, range(100), 2)
    named = {"database_url": mariadb_url, "events_stream": stream}
    with (
        slow(redis_url, b"XADD") as way,
        Redis.from_url(redis_url) as client,
        process(**named, events_url=way.url) as first,
    ):
        assert way.reached.wait(60)
        first.send_signal(signal.SIGSTOP)
        history(engine, range(100), 3)
        assert left(engine) == 400, "its batch was sent and is still noted"
        forget_claim(engine)
        with worker({**named, "events_url": redis_url}):
            until(lambda: left(engine) == 0)
        way.opened.set()
        first.send_signal(signal.SIGCONT)
        history(engine, range(100), 4)
        until(lambda: left(engine) == 0)
        told = read(client, stream)
    check_story(told, range(100), 4)
    assert len(told) == 500 + 100, "only the batch that it had sent came twice"
    engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_distant_kafka_is_not_given_up_before_it_was_reached(engine: Engine, stream: str) -> None:
    history(engine, range(20), 1)
    with mock_brokers(700) as servers:
        relay = Relay(engine, broker_of(settings(f"kafka://{servers}", stream)))
        until(lambda: not relay.send_some() and left(engine) == 0, 120)
        told = everything(servers, stream)
    check_story(told, range(20), 1)


def everything(servers: str, topic: str) -> list[Any]:
    """All that the brokers have: what was given up may have arrived all the same."""
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "all", "log_level": 2})
    numbers = consumer.list_topics(topic, timeout=20).topics[topic].partitions
    parts = [TopicPartition(topic, number, 0) for number in numbers]
    consumer.assign(parts)
    count = sum(end[1] for part in parts if (end := consumer.get_watermark_offsets(part, timeout=20)) is not None)
    messages = consumer.consume(count, timeout=60)
    consumer.close()
    return [json.loads(message.value() or b"") for message in messages]
