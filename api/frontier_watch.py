"""The frontier as the API shows it: read once in a while, for all who ask."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar

from redis import Redis
from redis.exceptions import RedisError

from api.kept import Kept
from jobspider.config import config
from jobspider.errors import StoreUnavailableError
from jobspider.frontier.report import DeadLetter, Snapshot, client_of, latest_dead_letters, snapshot

KEPT_SECONDS = 5.0
"""Reading it walks over all its keys; nobody needs it fresher."""


T = TypeVar("T")
LETTERS = 20
"""Dead letters that are shown."""


def latest() -> Snapshot | None:
    """None without a Redis; StoreUnavailableError when it does not answer."""
    return _kept().get()


def latest_dead() -> list[DeadLetter]:
    """The latest dead letters of all runs; none without a Redis; StoreUnavailableError when it does not answer."""
    return _kept_dead().get() or []


@cache
def _kept() -> Kept[Snapshot | None]:
    return Kept(partial(read, snapshot), KEPT_SECONDS)


@cache
def _kept_dead() -> Kept[list[DeadLetter] | None]:
    return Kept(partial(read, lambda client: latest_dead_letters(client, LETTERS)), KEPT_SECONDS)


def read(question: Callable[[Any], T]) -> T | None:
    """What the frontier's Redis answers; None without one; StoreUnavailableError when it does not answer."""
    url = config().redis_url
    if url is None:
        return None
    try:
        client: Any = client_of(url.get_secret_value())
        try:
            return question(client)
        finally:
            client.close()
    except (RedisError, OSError) as error:
        raise StoreUnavailableError(f"the frontier's Redis does not answer: {error}") from error


def answers(url: str, seconds: float) -> None:
    """Raises RedisError or OSError unless Redis answers in time."""
    with Redis.from_url(url, socket_timeout=seconds, socket_connect_timeout=seconds) as client:
        client.ping()
