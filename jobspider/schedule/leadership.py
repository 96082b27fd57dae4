"""Leading: held by renewing a lease in the background, given up before anybody else can have it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from time import monotonic

from jobspider.errors import JobspiderError
from jobspider.run import node_name
from jobspider.schedule.lease import Lease

logger = logging.getLogger(__name__)

RENEWALS = 3
"""How often a lease is renewed in its length."""


class Leadership:
    """Whether this process leads now."""

    def __init__(self, lease: Lease, seconds: float) -> None:
        self._lease = lease
        self._seconds = seconds
        self._owner = f"{node_name()[-47:]}:{token_hex(8)}"
        self._until = 0.0
        self._said: str | None = None

    @property
    def held(self) -> bool:
        """True until the lease that we last got may have lapsed, counted from before we asked."""
        return monotonic() < self._until

    @asynccontextmanager
    async def kept(self) -> AsyncIterator["Leadership"]:
        """Takes or awaits the lease, and renews it, until the block ends; gives it back then."""
        await self._renew()
        renewing = asyncio.create_task(self._keep())
        try:
            yield self
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            self._until = 0.0
            await self._lease.release(self._owner)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / RENEWALS)
            await self._renew()

    async def _renew(self) -> None:
        asked = monotonic()
        try:
            got = await self._lease.hold(self._owner, self._seconds)
        except JobspiderError as error:
            self._say(f"nobody leads as far as this daemon can see: {error}")
            return
        self._until = asked + self._seconds if got else 0.0
        self._say("this daemon leads" if got else "another daemon leads; this one stands by")

    def _say(self, sentence: str) -> None:
        if sentence != self._said:
            logger.info(sentence)
        self._said = sentence
