"""Given events that wait, when relays deliver them to real brokers, then none is lost or out of order, whoever dies."""

import asyncio
import json
import re
import signal
import sys
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from confluent_kafka import Consumer
from redis import Redis
from sqlalchemy import Engine, delete, insert, select

from jobspider.errors import BrokerError, ConfigError
from jobspider.events.broker import broker_of
from jobspider.events.relay import Relay
from jobspider.sample.servers import free_port, redis_server
from jobspider.store.postings import upsert
from jobspider.store.totals import totals_of
from jobspider.tables import outbox, postings
from tests.analysts import NOON, posting
from tests.crawling import ROOT, jobspider, run
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

pytestmark = pytest.mark.usefixtures("events_wanted")
KILLED = """
import os, signal
from jobspider.config import config
from jobspider.events.broker import broker_of
from jobspider.events.relay import Relay
from jobspider.store.engine import create_engine

class Dying:
    def __init__(self):
        self.broker, self.batches = broker_of(config()), 0
    def send(self, events):
        self.broker.send(events)
        self.batches += 1
        if self.batches == 3:
            os.kill(os.getpid(), signal.SIGKILL)

relay = Relay(create_engine(config().database_url.get_secret_value()), Dying())
while relay.send_some():
    pass
"""


def test_a_redis_stream_holds_each_event_with_its_posting(engine: Engine, redis_url: str, stream: str) -> None:
    history(engine, range(150), 2)
    relay = Relay(engine, broker_of(settings(redis_url, stream)))
    drained(relay)

    with Redis.from_url(redis_url) as client:
        told = read(client, stream)
        entries: Any = client.xrange(stream, count=1)
    check_story(told, range(150), 2)
    assert len(told) == len({event["id"] for event in told}) == 450
    assert left(engine) == 0
    with engine.connect() as connection:
        assert totals_of(connection) == {"events_delivered": 450}
    last = told[-1]
    assert set(last) == {"version", "id", "type", "time", "posting_id", "changed", "posting"}
    assert (last["version"], last["changed"], last["time"]) == (1, ["title"], "2026-11-22T14:00:00Z")
    assert last["posting"]["title"] == "Analyst 2"
    assert last["posting"]["source"] == "acme"
    assert "description_html" not in last["posting"]
    assert entries[0][1][b"type"] == b"posting.new"
    assert entries[0][1][b"id"].decode() == told[0]["id"]


def test_an_event_that_is_committed_late_is_delivered_though_its_number_is_small(
    engine: Engine, redis_url: str, stream: str
) -> None:
    upsert(engine, [posting(1)], NOON)
    relay = Relay(engine, broker_of(settings(redis_url, stream)))
    with engine.begin() as connection:
        number = connection.execute(select(outbox.c.id)).scalar_one()
        connection.execute(delete(outbox))
        row = {"posting_id": connection.execute(select(postings.c.id)).scalar_one(), "event": "new", "at": NOON}
        connection.execute(insert(outbox).values({"id": number + 8, **row}))
    drained(relay)
    with engine.begin() as connection:
        connection.execute(insert(outbox).values({"id": number + 7, **row}))
    drained(relay)
    with Redis.from_url(redis_url) as client:
        assert [int(event["id"]) for event in read(client, stream)] == [number + 8, number + 7]


def test_a_stream_is_trimmed_to_about_what_it_keeps(
    tmp_path: Path, engine: Engine, redis_url: str, stream: str
) -> None:
    history(engine, range(200), 4)
    drained(Relay(engine, broker_of(settings(redis_url, stream, kept=200))))
    with Redis.from_url(redis_url) as client:
        assert 200 <= int(client.xlen(stream)) < 500


def test_a_dead_broker_holds_nothing_up_and_loses_nothing(engine: Engine, stream: str, caplog: Any) -> None:
    port = free_port()
    relay = Relay(engine, broker_of(settings(f"redis://:secret@127.0.0.1:{port}/0", stream)))
    history(engine, range(10), 0)
    assert not relay.send_some()
    assert not relay.send_some()
    history(engine, range(10), 1)
    assert left(engine) == 20
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text
    with redis_server() as url:
        again = Relay(engine, broker_of(settings(url, stream)))
        assert not again.send_some()  # the first one still holds the claim
        asyncio.run(relay.until(stopped()))
        drained(again)
        with Redis.from_url(url) as client:
            check_story(read(client, stream), range(10), 1)
    assert left(engine) == 0
    with engine.connect() as connection:
        assert totals_of(connection) == {"events_delivered": 20, "events_failed": 20}


def test_workers_share_the_events_and_go_on_after_one_that_was_killed(
    engine: Engine, database_url: str, redis_url: str, stream: str
) -> None:
    history(engine, range(300), 3)
    named = {"database_url": database_url, "events_url": redis_url, "events_stream": stream}
    ended = run([sys.executable, "-c", KILLED], **named)
    assert ended.code == -signal.SIGKILL, ended.err
    assert left(engine) == 1200 - 2 * 200, "the third batch was sent and is still noted"

    forget_claim(engine)
    with Redis.from_url(redis_url) as client:
        with worker(named), worker(named):
            until(lambda: left(engine) == 0)
        told = read(client, stream)
    check_story(told, range(300), 3)
    assert len(told) == 1200 + 200, "a kill repeats one batch"


def test_kafka_gets_each_event_keyed_by_its_posting(engine: Engine, stream: str) -> None:
    history(engine, range(20), 2)
    with mock_brokers() as servers:
        relay = Relay(engine, broker_of(settings(f"kafka://{servers}?client.id=jobspider", stream)))
        drained(relay)
        messages = consumed(servers, stream, 60)
    check_story([json.loads(body) for _, body in messages], range(20), 2)
    assert {key for key, _ in messages} == {str(json.loads(body)["posting_id"]).encode() for _, body in messages}
    assert left(engine) == 0


def test_a_relay_killed_after_kafka_took_a_batch_sends_it_again(engine: Engine, database_url: str, stream: str) -> None:
    history(engine, range(300), 2)
    with mock_brokers() as servers:
        named = {"database_url": database_url, "events_url": f"kafka://{servers}", "events_stream": stream}
        assert run([sys.executable, "-c", KILLED], **named).code == -signal.SIGKILL
        assert left(engine) == 900 - 2 * 200
        forget_claim(engine)
        drained(Relay(engine, broker_of(settings(f"kafka://{servers}", stream))))
        messages = consumed(servers, stream, 900 + 200)
    assert len(messages) == 900 + 200
    check_story([json.loads(body) for _, body in messages], range(300), 2)


def test_a_dead_kafka_keeps_events_waiting(engine: Engine, stream: str) -> None:
    history(engine, range(3), 0)
    broker = broker_of(settings(f"kafka://127.0.0.1:{free_port()}?message.timeout.ms=1", stream))
    assert not Relay(engine, broker).send_some()
    assert left(engine) == 3


def consumed(servers: str, topic: str, count: int) -> list[tuple[bytes, bytes]]:
    options = {"bootstrap.servers": servers, "group.id": "g", "auto.offset.reset": "earliest", "log_level": 2}
    consumer = Consumer(options)
    consumer.subscribe([topic])
    found: list[tuple[bytes, bytes]] = []
    deadline = monotonic() + 60
    while len(found) < count and monotonic() < deadline:
        message = consumer.poll(1)
        if message is not None and message.error() is None:
            found.append((message.key() or b"", message.value() or b""))
    consumer.close()
    return found


@pytest.mark.parametrize(
    "url", ["http://h", "redis://h:port", "kafka://", "kafka://user:pass@h:9092", "kafka://h?no.such=1"]
)
def test_a_wrong_url_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises((ConfigError, BrokerError), match="JOBSPIDER_EVENTS_URL") as refused:
        broker_of(settings(url, "stream")).send([])
    assert "pass" not in str(refused.value)


def test_the_guide_s_consumer_reads_each_event_once(engine: Engine, redis_url: str) -> None:
    block = re.findall(r"```python\n(.*?)```", (ROOT / "docs/events.md").read_text(), re.DOTALL)[0]
    with Redis.from_url(redis_url) as client:
        client.delete("jobspider.events", "search-index:last")
        history(engine, range(2), 1)
        drained(Relay(engine, broker_of(settings(redis_url, "jobspider.events"))))
        client.xadd("jobspider.events", client.xrange("jobspider.events")[0][1])
    program = block.replace("redis://127.0.0.1:6379/0", redis_url)
    first, second = run([sys.executable, "-c", program]), run([sys.executable, "-c", program])
    lines = first.out.splitlines()
    assert sorted(lines) == sorted(["posting.new Analyst 1", "posting.changed Analyst 1"] * 2), first.err
    assert (second.code, second.out) == (0, "")


def test_the_command_says_how_many_wait(engine: Engine, database_url: str) -> None:
    assert jobspider("events", database_url=database_url).out == "No event waits.\n"
    history(engine, range(3), 0)
    said = jobspider("events", database_url=database_url).out
    assert said == "3 events wait, the oldest since 2026-11-22 12:00:00Z.\n"
