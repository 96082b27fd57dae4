"""Ports that a server gets again after it was killed."""

import random
import socket
from contextlib import suppress
from pathlib import Path

OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""Linux: the first and the last port that the kernel gives to outgoing connections."""
LOWEST = 10_000
TRIES = 100


def lasting_port() -> int:
    """A port of loopback that nobody has now, and that no outgoing connection is given while its server is down.

    A connection that lasts would keep the server from ever coming back. OSError where no port is free.
    """
    end = max(int(OUTGOING.read_text().split()[0]), LOWEST + TRIES)
    for port in random.sample(range(LOWEST, end), TRIES):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError(f"no port of 127.0.0.1 between {LOWEST} and {end} is free: see what listens there (`ss -tln`)")
