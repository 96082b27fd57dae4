"""From the outbox to the broker: at least once, in order for each posting, without ever waiting on a crawl's way."""

import asyncio
import logging
from asyncio import to_thread
from collections.abc import Iterable
from datetime import UTC, datetime
from secrets import token_hex
from time import monotonic

from sqlalchemy import Connection, Engine

from jobspider.errors import JobspiderError
from jobspider.events.broker import SEND_SECONDS, Broker
from jobspider.events.event import Event, events_of
from jobspider.store.locks import hold, release
from jobspider.store.outbox import Waiting, remove, waiting
from jobspider.store.totals import EVENTS_DELIVERED, EVENTS_FAILED, add
from jobspider.store.transaction import in_transaction
from jobspider.store.trouble import TROUBLE, Trouble
from jobspider.waiting import within

logger = logging.getLogger(__name__)

BATCH = 200
LOCK = "events"
CLAIM_SECONDS = 20.0
"""How long a relay that was killed keeps the others from going on."""
RENEW_SECONDS = CLAIM_SECONDS - SEND_SECONDS - 2
"""Age of its claim up to which a relay begins to send a batch."""
LOOK_SECONDS = 1.0
LONGEST_PAUSE = 30.0


class Relay:
    """Sends what waits and removes it afterwards. Any number may run: one of them holds the claim and sends."""

    def __init__(self, engine: Engine, broker: Broker) -> None:
        self._engine = engine
        self._broker = broker
        self._owner = token_hex(16)
        self._claimed = float("-inf")
        self._pause = LOOK_SECONDS
        self._trouble = Trouble(logger, "events wait")

    async def until(self, stopped: asyncio.Event) -> None:
        """Goes on until it is stopped; then another may go on at once."""
        try:
            while not stopped.is_set():
                if not await to_thread(self.send_some):
                    await within(self._pause, stopped.wait())
        finally:
            await to_thread(self._leave)

    def send_some(self) -> bool:
        """Sends a batch; whether there was one. Trouble is logged once, and costs nothing but time."""
        try:
            found = self._send_batch()
        except TROUBLE as error:
            self._trouble.note(error)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            return False
        if self._trouble.over():
            logger.info("events are delivered again")
        self._pause = LOOK_SECONDS
        return found

    def _send_batch(self) -> bool:
        if not self._is_mine():
            return False
        events = self._read()
        if not events:
            return False
        try:
            self._broker.send(events)
        except JobspiderError:
            in_transaction(self._engine, lambda connection: add(connection, EVENTS_FAILED, len(events)))
            raise
        ids = [event.id for event in events]
        in_transaction(self._engine, lambda connection: self._delivered(connection, ids))
        return True

    def _delivered(self, connection: Connection, ids: list[int]) -> None:
        remove(connection, ids)
        add(connection, EVENTS_DELIVERED, len(ids))

    def _read(self) -> list[Event]:
        with self._engine.connect() as connection:
            return list(events_of(connection, first_of_each(waiting(connection, BATCH))))

    def _is_mine(self) -> bool:
        """Whether this relay may send for as long as one batch takes; asked of the database when that is not sure."""
        if monotonic() - self._claimed > RENEW_SECONDS / 2:
            asked = monotonic()
            mine = in_transaction(self._engine, self._hold)
            self._claimed = asked if mine else float("-inf")
        return monotonic() - self._claimed < RENEW_SECONDS

    def _hold(self, connection: Connection) -> bool:
        return hold(connection, LOCK, self._owner, CLAIM_SECONDS, datetime.now(UTC))

    def _leave(self) -> None:
        self._broker.close()
        try:
            in_transaction(self._engine, lambda connection: release(connection, LOCK, self._owner))
        except TROUBLE:
            logger.warning("the claim of this relay ends by itself within %d s", CLAIM_SECONDS)


def first_of_each(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The first event of each posting: its next one is sent when that has arrived, so a failure leaves no gap."""
    found: dict[int, Waiting] = {}
    for each in waiting:
        found.setdefault(each.posting_id, each)
    return list(found.values())
