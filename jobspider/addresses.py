"""Which addresses are open to those that must not reach our own networks. Pure: no resolver, no socket."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from jobspider.errors import ConfigError

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

PORTS = frozenset({80, 443, 8080, 8443})
"""Where web sites are; other ports are other services."""

# https://www.iana.org/assignments/iana-ipv4-special-registry, and 224.0.0.0/4 of RFC 5771.
CLOSED_V4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by a carrier's customers; a cloud's metadata, too
        "127.0.0.0/8",
        "168.63.129.16/32",  # the metadata of Azure, a public address that ends within it
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# https://www.iana.org/assignments/ipv6-address-space: this is all that is given out. IPv4-mapped addresses, loopback,
# unique local, link-local and multicast addresses lie outside of it.
OPEN_V6 = IPv6Network("2000::/3")
# https://www.iana.org/assignments/iana-ipv6-special-registry, as far as it lies in that.
CLOSED_V6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",  # Teredo, ORCHID, benchmarks, protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4: the rest of the address is an IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
# RFC 6052: an IPv4 address in the last 32 bits. Where a network has IPv6 only, its resolver names all of the IPv4
# internet so (DNS64).
NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Addresses:
    """Public addresses on the web's ports, and the operator's own networks on any."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def read(cls, networks: str) -> Self:
        """From JOBSPIDER_TASK_ALLOW: CIDRs separated by commas. Raises ConfigError."""
        try:
            return cls(tuple(ip_network(each.strip()) for each in networks.split(",") if each.strip()))
        except ValueError as error:
            raise ConfigError(
                f"JOBSPIDER_TASK_ALLOW: {error}; give networks separated by commas, as in 127.0.0.0/8,::1/128"
            ) from None

    def permit(self, host: str, port: int) -> bool:
        """Whether a connection may go to this numeric address, as a socket takes it."""
        address = numeric(host)
        return self.is_own(address) or (port in PORTS and is_public(address))

    def is_own(self, address: Address) -> bool:
        """Whether the operator has opened the address's network."""
        return any(address in network for network in self.allowed if network.version == address.version)


def numeric(host: str) -> Address:
    """The address that a numeric host is; the scope of a link-local one does not matter."""
    return ip_address(host.partition("%")[0])


def is_public(address: Address) -> bool:
    """Whether the address is one of the internet's, and of nothing nearer."""
    if isinstance(address, IPv4Address):
        return not in_any(address, CLOSED_V4)
    if address in NAT64:
        return is_public(IPv4Address(address.packed[-4:]))
    return address in OPEN_V6 and not in_any(address, CLOSED_V6)


def in_any(address: Address, networks: Iterable[Network]) -> bool:
    """Whether one of the networks holds the address."""
    return any(address in network for network in networks)
