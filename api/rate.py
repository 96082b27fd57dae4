"""How often a caller may ask: counted in Redis for all replicas, else here."""

import logging
import math
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

logger = logging.getLogger("jobspider.api")

REDIS_SECONDS = 0.5
"""How long Redis may take to count; a request does not wait longer for that."""
REDIS_PAUSE_SECONDS = 5.0
"""After Redis has failed it is left alone for so long."""
WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Count:
    """What is left to a caller."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    """Until more is allowed again."""

    def headers(self, policy: str) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers has them."""
        said = {
            "RateLimit-Policy": f'"{policy}";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"{policy}";r={self.remaining};t={self.reset_seconds}',
        }
        return said if self.allowed else {**said, "Retry-After": str(self.reset_seconds)}


class Counter:
    """Counts with a sliding window. While Redis is away each replica counts for itself: nobody is shut out."""

    def __init__(self, redis_url: str | None) -> None:
        self._here = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = None if redis_url is None else SlidingWindowCounterRateLimiter(_redis(redis_url))
        self._away_until = 0.0

    async def count(self, name: str, per_minute: int, cost: int = 1) -> Count:
        """Takes one from what `name` may do in a minute; with a cost of 0 only looks."""
        if self._shared is None or monotonic() < self._away_until:
            return await _count(self._here, name, per_minute, cost)
        try:
            return await _count(self._shared, name, per_minute, cost)
        except Exception as error:
            self._away_until = monotonic() + REDIS_PAUSE_SECONDS
            logger.warning("Redis cannot count requests, so each replica counts its own for now: %r", error)
            return await _count(self._here, name, per_minute, cost)


async def _count(limiter: SlidingWindowCounterRateLimiter, name: str, per_minute: int, cost: int) -> Count:
    item = RateLimitItemPerMinute(per_minute)
    allowed = await limiter.hit(item, name, cost=cost) if cost else await limiter.test(item, name)
    reset, remaining = await limiter.get_window_stats(item, name)
    seconds = min(max(1, math.ceil(reset - time())), WINDOW_SECONDS)
    return Count(allowed, per_minute, int(remaining), seconds)


def _redis(url: str) -> RedisStorage:
    options: dict[str, Any] = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
    return RedisStorage(f"async+{url}", implementation="redispy", key_prefix="jobspider:api:limits", **options)
