"""Taking a task: within its owner's limits, once for each idempotency key, and with what is refused at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import Connection, Engine

from jobspider import policy
from jobspider.addresses import Addresses
from jobspider.config import Config
from jobspider.errors import TaskLimitError, TaskRefusedError
from jobspider.permission import permitted_sites
from jobspider.search.tasks import open_count, task_of_key, urls_since
from jobspider.store.tasks import add_task, one_at_a_time
from jobspider.store.transaction import in_transaction
from jobspider.task import TaskUrl, UrlOutcome
from jobspider.tasks.spelling import refusal

DAY = timedelta(days=1)
OPEN_WAIT_SECONDS = 30
DAY_WAIT_SECONDS = 3600


@dataclass(frozen=True)
class Order:
    """A list of URLs, whose it is, and the key that makes it one however often it is sent."""

    urls: Sequence[str]
    owner: str
    idempotency_key: str | None = None

    @property
    def body_hash(self) -> str:
        """The same for the same list."""
        return sha256(json.dumps(list(self.urls)).encode()).hexdigest()


def take(engine: Engine, order: Order, settings: Config, now: datetime) -> str:
    """The id of the task. Raises TaskRefusedError or TaskLimitError."""
    if len(order.urls) > settings.task_urls:
        raise TaskRefusedError(f"a task has at most {settings.task_urls} URLs, not {len(order.urls)}: split the list")
    urls = _checked(order.urls, settings)
    return in_transaction(engine, lambda database: _taken(database, order, urls, settings, now))


def _taken(database: Connection, order: Order, urls: Sequence[TaskUrl], settings: Config, now: datetime) -> str:
    one_at_a_time(database, order.owner, now)
    if order.idempotency_key is not None:
        known = task_of_key(database, order.owner, order.idempotency_key)
        if known is not None and known.body_hash != order.body_hash:
            raise TaskRefusedError("this Idempotency-Key stands for another list of URLs: use a new one")
        if known is not None:
            return known.id
    _check_limits(database, order, settings, now)
    row = {
        "id": token_hex(16),
        "owner": order.owner,
        "idempotency_key": order.idempotency_key,
        "body_hash": order.body_hash,
        "expires_at": now + timedelta(days=settings.task_days),
    }
    add_task(database, row, urls, now)
    return str(row["id"])


def _check_limits(database: Connection, order: Order, settings: Config, now: datetime) -> None:
    if open_count(database, order.owner) >= settings.task_open:
        sentence = f"{settings.task_open} of your tasks are not finished yet: wait for one, or cancel it"
        raise TaskLimitError(sentence, OPEN_WAIT_SECONDS)
    handed_over = urls_since(database, order.owner, now - DAY)
    if handed_over + len(order.urls) > settings.task_urls_a_day:
        sentence = f"{handed_over} of {settings.task_urls_a_day} URLs of 24 hours are used: send fewer, or wait"
        raise TaskLimitError(sentence, DAY_WAIT_SECONDS)


def _checked(urls: Sequence[str], settings: Config) -> list[TaskUrl]:
    """The URLs in their places; those whose spelling is enough to refuse them are done."""
    addresses, permitted = Addresses.read(settings.task_allow), permitted_sites()
    found = []
    for position, url in enumerate(urls):
        sentence = refusal(url, addresses) or policy.refusal(url, permitted)
        outcome = UrlOutcome.REFUSED if sentence else None
        found.append(TaskUrl(position=position, url=url, outcome=outcome, detail=sentence and sentence[:500]))
    return found
