"""What the spelling of a URL is enough to refuse. It protects from nothing alone: the connected address decides."""

import re
import socket
import unicodedata
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import ParseResult, SplitResult, urlsplit

from jobspider.addresses import PORTS, Address, Addresses, is_public

DEFAULT_PORTS = {"http": 80, "https": 443}
UNWRITTEN = re.compile(r"[\x00-\x20\x7f\\]")
"""Characters that programs read in different ways, so that they would disagree on the host."""
NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE)
OWN_NAMES = re.compile(r"(?:.*\.)?(?:localhost|localdomain|internal|local|home\.arpa|localhost6)", re.IGNORECASE)
"""Names that are never the internet's (RFC 6761, 6762, 8375; `.internal` is reserved for private use)."""


def refusal(url: str, addresses: Addresses) -> str | None:
    """Why a URL is not fetched, as a sentence; None where its spelling says nothing against it."""
    if UNWRITTEN.search(url):
        return "the URL holds blanks, control characters or backslashes: percent-encode them"
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError as error:
        return f"the URL cannot be read: {error}"
    if parts.scheme not in DEFAULT_PORTS:
        return "only http and https URLs are fetched"
    if "@" in parts.netloc:
        return "a URL with a user name or a password is not fetched: leave out what stands before @"
    return _of_host(parts, port_of(parts), addresses)


def _of_host(parts: SplitResult, port: int, addresses: Addresses) -> str | None:
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return "the URL names no host"
    address = literal(host)
    if address is not None:
        return None if addresses.permit(str(address), port) else closed(host, address, port)
    if OWN_NAMES.fullmatch(host) and not addresses.allowed:
        return f"{host} is a name of a private network, where nothing is fetched"
    if port not in PORTS and not addresses.allowed:
        return bad_port(port)
    return None


def port_of(parts: SplitResult | ParseResult) -> int:
    """The port of an http(s) URL whose spelling was looked at."""
    return DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port


def closed(host: str, address: Address, port: int) -> str:
    """The sentence for an address that may not be connected to."""
    return bad_port(port) if is_public(address) else not_public(host)


def not_public(host: str) -> str:
    """The sentence for a host within some network."""
    return f"{host} is not on the public internet: nothing is fetched there"


def bad_port(port: int) -> str:
    """The sentence for a port."""
    return f"port {port} is no web site's port: only {', '.join(map(str, sorted(PORTS)))} are asked"


def literal(host: str) -> Address | None:
    """The address that a host is spelt as, decimal, octal, hexadecimal and shortened spellings included."""
    host = unicodedata.normalize("NFKC", host).replace("\u3002", ".")  # as resolvers and browsers read it
    with suppress(ValueError):
        return IPv6Address(host.partition("%")[0])
    if not NUMERIC.fullmatch(host):
        return None
    with suppress(OSError):
        return IPv4Address(socket.inet_aton(host))
    return IPv4Address(0)  # numbers that are no address are nobody's
