"""Ports that no connection takes from a server of the soak while it is down."""

import socket

from benchmarks.soak.ports import OUTGOING, lasting_port


def test_a_server_can_always_come_back_to_its_port() -> None:
    first = int(OUTGOING.read_text().split()[0])
    port = lasting_port()
    assert port < first
    for _ in range(2):
        address = ("127.0.0.1", port)
        with socket.create_server(address) as listener, socket.create_connection(address) as outgoing:
            listener.accept()[0].close()
            assert outgoing.getsockname()[1] >= first
