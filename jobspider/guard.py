"""Where a crawl may connect to that must not reach our own networks: a task, and with JOBSPIDER_PUBLIC_ONLY any.

Names are looked at first, so that it can be said why nothing is fetched. What protects is the socket, which is made for
an address that was looked at: between two look-ups a name may change.
"""

import asyncio
import socket
from collections import OrderedDict
from typing import Any, NamedTuple, cast

from aiohttp import ClientSession
from aiohttp.abc import AbstractResolver

from jobspider import spelling
from jobspider.addresses import Addresses, numeric
from jobspider.sockets import sockets_to

KEPT_HOSTS = 1000
RESOLVE_SECONDS = 10.0
EITHER_FAMILY = socket.AF_UNSPEC
"""A resolver's default is IPv4 alone; the session asks for both."""


class Standing(NamedTuple):
    """What all of its addresses, IPv4 and IPv6, say of a host."""

    refusal: str | None = None
    """Why nothing is fetched there, as a sentence; None where nothing speaks against it."""
    has_address: bool = True


class Guard:
    """Knows which addresses are open."""

    def __init__(self, addresses: Addresses, resolver: AbstractResolver) -> None:
        self._addresses = addresses
        self._resolver = resolver
        self._known: OrderedDict[tuple[str, int], Standing] = OrderedDict()

    def refusal(self, url: str) -> str | None:
        """Why a URL is not fetched, as far as its spelling tells."""
        return spelling.refusal(url, self._addresses)

    async def standing(self, host: str, port: int) -> Standing:
        """What the addresses of a host say, whose spelling was looked at; asked of the resolver once."""
        if spelling.literal(host) is not None:
            return Standing()
        if (host, port) not in self._known:
            self._known[host, port] = await self._ask(host, port)
            if len(self._known) > KEPT_HOSTS:
                self._known.popitem(last=False)
        return self._known[host, port]

    async def _ask(self, host: str, port: int) -> Standing:
        try:
            found = await asyncio.wait_for(self._resolver.resolve(host, port, EITHER_FAMILY), RESOLVE_SECONDS)
        except (OSError, TimeoutError, UnicodeError):
            return Standing(has_address=False)
        bad = [each["host"] for each in found if not self._addresses.permit(each["host"], port)]
        return Standing(spelling.closed(host, numeric(bad[0]), port)) if bad else Standing()

    def hold(self, session: ClientSession) -> None:
        """From now on the session connects to open addresses only, whatever a host's name meant before."""
        # Scrapy's handler makes the session, and has no place for a connector of another kind.
        connector = cast(Any, session.connector)
        connector._socket_factory = sockets_to(self._addresses)
        connector._resolver = self._resolver
