"""Sends messages: claimed first, written down afterwards; what lies between a claim and its end is in doubt."""

import asyncio
import logging
from asyncio import to_thread
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_hex

from sqlalchemy import Connection, Engine

from jobspider.addresses import Addresses
from jobspider.alert import Alert, Delivery, Result, State
from jobspider.alerts.message import Message, message_of
from jobspider.alerts.seal import opened
from jobspider.alerts.target import Way, way_of
from jobspider.config import Config
from jobspider.errors import ConfigError
from jobspider.store.alert_deliveries import abandoned, claim, end, settle
from jobspider.store.alerts import alert_by_id
from jobspider.store.transaction import in_transaction

logger = logging.getLogger(__name__)

CLAIM_SECONDS = 120
"""How long sending may take. Later a webhook is called again, and anything else counts as unknown."""
LONGEST_WAIT = 6 * 3600
AT_ONCE = 4
BATCH = 100


class Sender:
    """Any number may run: each message is one's at a time."""

    def __init__(self, engine: Engine, settings: Config) -> None:
        self._engine = engine
        self._settings = settings
        self._addresses = Addresses.read(settings.task_allow)

    async def send_due(self) -> bool:
        """Sends some of what is due; whether there was anything."""
        return any(await asyncio.gather(*(self.send_one() for _ in range(AT_ONCE))))

    async def send_one(self, delivery: str | None = None) -> bool:
        """Sends the message that is due first, or this one; whether there was one."""
        token, now = token_hex(16), datetime.now(UTC)
        until = now + timedelta(seconds=CLAIM_SECONDS)
        mine = partial(claim, token=token, until=until, now=now, delivery=delivery)
        taken = await to_thread(in_transaction, self._engine, mine)
        if taken is None:
            return False
        result = await self._try(taken)
        if result.state is not State.SENT:
            logger.warning("message %s of an alert is not sent: %s", taken.id, result.detail)
        await to_thread(in_transaction, self._engine, partial(self._end, token=token, taken=taken, result=result))
        return True

    async def _try(self, delivery: Delivery) -> Result:
        try:
            alert, message, url, secret = await to_thread(self._prepared, delivery)
        except ConfigError as error:
            return Result(State.WAITING, str(error))
        from jobspider.alerts import mail, service, webhook  # noqa: PLC0415  with their clients, once there are messages

        way = way_of(url)
        try:
            if way is Way.WEBHOOK:
                return await webhook.send(url, secret, message, self._addresses)
            if way is Way.MAIL:
                return await to_thread(mail.send, url, message, self._addresses)
            return await to_thread(service.send, url, message)
        except Exception as error:
            logger.exception("a message of the alert %s could not be sent", alert.name)
            doubt = State.WAITING if way is Way.WEBHOOK else State.UNKNOWN
            return Result(doubt, f"sending ended with {type(error).__name__}")

    def _prepared(self, delivery: Delivery) -> tuple[Alert, Message, str, str]:
        with self._engine.connect() as connection:
            alert = alert_by_id(connection, delivery.alert_id)
            message = message_of(connection, alert, delivery)
        return alert, message, opened(alert.target, self._settings), opened(alert.signing_secret or "", self._settings)

    def _end(self, connection: Connection, token: str, taken: Delivery, result: Result) -> None:
        now, seconds = datetime.now(UTC), self._settings.alert_retry_seconds * 2 ** (taken.attempts - 1)
        if result.state is State.WAITING and taken.attempts >= self._settings.alert_attempts:
            result = Result(State.FAILED, result.detail)
        end(connection, token, result, now + timedelta(seconds=min(seconds, LONGEST_WAIT)), now)

    def settle_abandoned(self) -> None:
        """What a worker left when it died: webhooks are called again, all else is in doubt and stays so."""
        in_transaction(self._engine, self._settle)

    def _settle(self, connection: Connection) -> None:
        now = datetime.now(UTC)
        for delivery, alert in abandoned(connection, now, BATCH):
            settle(connection, delivery, again=alert.signing_secret is not None, now=now)
