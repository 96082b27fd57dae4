"""Values of Redis that may be anything: what is not as the frontier writes it counts as nothing, and raises nothing."""

import logging
import math
from collections.abc import Callable
from typing import Any

import msgpack
from redis.exceptions import ResponseError

from jobspider.frontier.keys import RunKeys
from jobspider.frontier.lease import HEADER

logger = logging.getLogger(__name__)


def url_of(request: bytes) -> str:
    """The address of a stored request."""
    try:
        return text_of(
            msgpack.unpackb(request[HEADER:], raw=True, strict_map_key=False, ext_hook=lambda *_: None)[b"u"]
        )
    except Exception:
        return "(cannot be read)"


def map_of(data: bytes) -> dict[bytes, Any]:
    """A packed map; empty for anything else."""
    try:
        return dict(msgpack.unpackb(data, raw=True))
    except Exception:
        return {}


def priorities_of(data: bytes) -> list[int]:
    """A packed list of numbers; empty for anything else."""
    try:
        return [int(each) for each in msgpack.unpackb(data)]
    except Exception:
        return []


def hash_at(client: Any, key: str) -> dict[bytes, bytes]:
    """The hash at a key; empty for a key of another type."""
    found: dict[bytes, bytes] = held(client.hgetall, key, empty={})
    return found


def dead_at(client: Any, keys: RunKeys, first: int) -> list[bytes]:
    """A run's dead letters of one partition, from one on."""
    found: list[bytes] = held(lambda key: client.lrange(key, first, -1), keys.key("dead"), empty=[])
    return found


def held(call: Callable[[str], Any], key: str, *, empty: Any) -> Any:
    """What Redis answers; `empty` for a key that holds something of another type."""
    try:
        return call(key)
    except ResponseError as error:
        if not str(error).startswith("WRONGTYPE"):
            raise
        logger.warning("Redis holds something at %r that jobspider has not written: delete that key.", key)
        return empty


def number_of(value: Any) -> float:
    """0 for what is no number that could be meant."""
    try:
        number = float(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) and abs(number) < 2**53 else 0.0


def text_of(value: Any) -> str:
    """Bytes as text; a question mark for anything else."""
    return value.decode(errors="replace") if type(value) is bytes else "?"
