"""The frontier as the API shows it: read once in a while, for all who ask."""

from functools import cache
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from api.kept import Kept
from jobspider.config import config
from jobspider.errors import StoreUnavailableError
from jobspider.frontier.report import Snapshot, client_of, snapshot

KEPT_SECONDS = 5.0
"""Reading it walks over all its keys; nobody needs it fresher."""


def latest() -> Snapshot | None:
    """None without a Redis; StoreUnavailableError when it does not answer."""
    return _kept().get()


@cache
def _kept() -> Kept[Snapshot | None]:
    return Kept(_read, KEPT_SECONDS)


def _read() -> Snapshot | None:
    url = config().redis_url
    if url is None:
        return None
    try:
        client: Any = client_of(url.get_secret_value())
        try:
            return snapshot(client)
        finally:
            client.close()
    except (RedisError, OSError) as error:
        raise StoreUnavailableError(f"the frontier's Redis does not answer: {error}") from error


def answers(url: str, seconds: float) -> None:
    """Raises RedisError or OSError unless Redis answers in time."""
    with Redis.from_url(url, socket_timeout=seconds, socket_connect_timeout=seconds) as client:
        client.ping()
