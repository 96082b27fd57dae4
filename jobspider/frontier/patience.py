"""Asking Redis until it answers, where there is nothing else to do meanwhile: at a start and at an end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

logger = logging.getLogger(__name__)
T = TypeVar("T")


async def patiently(attempt: Callable[[], Awaitable[T]], seconds: float) -> T:
    """Tries until Redis answers, for so long; errors that waiting cannot mend come out at once."""
    pause = 0.1
    deadline = monotonic() + seconds
    while True:
        try:
            return await attempt()
        except (AuthenticationError, NoPermissionError):
            raise
        except (RedisError, OSError) as error:
            if monotonic() > deadline:
                raise
            logger.warning("Redis does not answer yet (%s); trying again.", error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)
