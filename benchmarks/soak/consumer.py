"""Who reads the stream of events, as docs/events.md says."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

STREAM, GROUP, MEMBER = "jobspider.events", "soak", "audit"
COUNTED = 10_000


@dataclass
class Told:
    """An event as it came."""

    id: int
    type: str
    posting_id: int
    source: str
    source_id: str
    changed: frozenset[str]
    time: datetime


class Consumer(Thread):
    """Reads the stream as docs/events.md says, and goes on whatever becomes of Redis."""

    def __init__(self, port: int) -> None:
        super().__init__(name="soak-consumer", daemon=True)
        self.events: list[Told] = []
        self.stopped = Event()
        self._redis = Redis(port=port, socket_timeout=10, socket_connect_timeout=2, decode_responses=True)
        self._seen: set[str] = set()

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self._read()
            except RedisError:
                self.stopped.wait(0.5)

    def _read(self) -> None:
        with suppress(RedisError):
            self._redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        left: Any = self._redis.xautoclaim(STREAM, GROUP, MEMBER, min_idle_time=5_000, count=500)
        new: Any = self._redis.xreadgroup(GROUP, MEMBER, {STREAM: ">"}, count=500, block=500) or []
        entries = [*left[1], *(entry for _, found in new for entry in found)]
        for number, entry in entries:
            if number not in self._seen:  # one whose acknowledgement was lost is read again, and was sent once
                self._seen.add(number)
                self.events.append(_told(json.loads(entry["body"])))
        if entries:
            self._redis.xack(STREAM, GROUP, *(number for number, _ in entries))

    def waiting(self) -> int:
        """Entries that were not read yet, COUNTED at most; raises RedisError where nobody knows.

        Not the group's `lag`: what Redis has counted of a group is wrong after it has read its append-only file again.
        """
        groups: Any = self._redis.xinfo_groups(STREAM)
        group: Any = next((each for each in groups if each["name"] == GROUP), {"last-delivered-id": "0", "pending": 0})
        unread: Any = self._redis.xrange(STREAM, min=f"({group['last-delivered-id']}", count=COUNTED)
        return len(unread) + int(group["pending"])


def _told(body: dict[str, Any]) -> Told:
    posting = body["posting"] or {"source": "", "source_id": ""}
    return Told(
        id=int(body["id"]),
        type=body["type"],
        posting_id=body["posting_id"],
        source=posting["source"],
        source_id=posting["source_id"],
        changed=frozenset(body["changed"]),
        time=datetime.fromisoformat(body["time"]).astimezone(UTC),
    )
