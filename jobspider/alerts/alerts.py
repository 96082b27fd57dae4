"""The loop behind alerts: compare what is new, make messages, send them. Any number of processes may run it."""

import asyncio
import logging
from asyncio import to_thread
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

from sqlalchemy import Connection, Engine

from jobspider.alert import Alert, Frequency, Kind, next_digest
from jobspider.alerts.filtering import matching
from jobspider.alerts.operations import occurrences
from jobspider.alerts.sender import Sender
from jobspider.config import Config
from jobspider.store.alert_deliveries import compose, due_alerts, forget_old
from jobspider.store.alert_items import note_items, take_queued
from jobspider.store.alerts import alert_by_id, enabled_alerts
from jobspider.store.indexer import index_some
from jobspider.store.transaction import in_transaction
from jobspider.store.trouble import TROUBLE, Trouble
from jobspider.waiting import within

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
SELDOM_SECONDS = 30.0
"""Between two looks at the operation, at abandoned messages and at old ones."""
BATCH = 200


class Alerts:
    """Compares, composes and sends."""

    def __init__(self, engine: Engine, settings: Config) -> None:
        self._engine = engine
        self._settings = settings
        self._sender = Sender(engine, settings)
        self._looked = float("-inf")
        self._trouble = Trouble(logger, "alerts wait")

    async def until(self, stopped: asyncio.Event) -> None:
        """Goes on until it is stopped; a message under way is finished first."""
        while not stopped.is_set():
            if not await self._look_safely():
                await within(LOOK_SECONDS, stopped.wait())

    async def _look_safely(self) -> bool:
        try:
            more = await self.look()
        except TROUBLE as error:
            self._trouble.note(error)
            return False
        self._trouble.over()
        return more

    async def look(self) -> bool:
        """One round; whether there may be more to do at once."""
        indexed = await to_thread(index_some, self._engine)
        compared = await to_thread(in_transaction, self._engine, self._compare)
        await to_thread(self._look_seldom)
        await to_thread(self._compose)
        sent = await self._sender.send_due()
        return indexed or compared or sent

    def _compare(self, connection: Connection) -> bool:
        """Compares new and changed postings with every alert, in the transaction that takes them from the queue."""
        ids = take_queued(connection, BATCH)
        now = datetime.now(UTC)
        for alert in enabled_alerts(connection, Kind.POSTINGS) if ids else ():
            found = matching(connection, alert, ids)
            note_items(connection, alert.id, {str(number): None for number in found}, now)
        return bool(ids)

    def _compose(self) -> None:
        now = datetime.now(UTC)
        with self._engine.connect() as connection:
            due = due_alerts(connection, now, BATCH)
        for number in due:
            in_transaction(self._engine, partial(self._compose_one, number=number, now=now))

    def _compose_one(self, connection: Connection, number: int, now: datetime) -> None:
        alert = alert_by_id(connection, number)
        compose(connection, number, next_message_at(alert, now, self._settings), now)

    def _look_seldom(self) -> None:
        if monotonic() - self._looked < SELDOM_SECONDS:
            return
        self._looked = monotonic()
        self._sender.settle_abandoned()
        in_transaction(self._engine, _look_at_operations)
        in_transaction(self._engine, lambda connection: forget_old(connection, datetime.now(UTC)))


def _look_at_operations(connection: Connection) -> None:
    now = datetime.now(UTC)
    for alert in enabled_alerts(connection, Kind.OPERATIONS):
        note_items(connection, alert.id, dict(occurrences(connection, alert, now)), now)


def next_message_at(alert: Alert, now: datetime, settings: Config) -> datetime:
    """When the message after one of now may be sent."""
    if alert.frequency is Frequency.DAILY and alert.digest_at is not None:
        return next_digest(alert.digest_at, alert.time_zone, now)
    return now + timedelta(seconds=settings.alert_pause_seconds)
