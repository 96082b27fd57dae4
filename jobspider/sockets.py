"""Sockets for permitted addresses only: what is looked at is the very address that is then connected to."""

import errno
import socket
from collections.abc import Callable
from typing import Any

from jobspider.addresses import Addresses

CLOSED = "an address that is not open to us"
Factory = Callable[[tuple[Any, ...]], socket.socket]


class ClosedAddressError(OSError):
    """The address that was about to be connected to is not open. Always the same text: aiohttp joins those of several
    addresses into a new error."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, CLOSED)


def sockets_to(addresses: Addresses) -> Factory:
    """What aiohttp makes its sockets with: for one answer of a resolver. Raises ClosedAddressError for all others."""

    def made(found: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = found
        if not addresses.permit(address[0], address[1]):
            raise ClosedAddressError
        return socket.socket(family, kind, protocol)

    return made
