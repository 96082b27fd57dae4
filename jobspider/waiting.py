"""Waiting for something, but not for ever."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress


async def within(seconds: float, awaited: Awaitable[object]) -> None:
    """Returns when it has come, or when so many seconds have passed."""
    with suppress(TimeoutError):
        await asyncio.wait_for(awaited, seconds)
