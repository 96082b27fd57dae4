"""A way to a server that lets everything through until a request with certain words comes: there it holds."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Gate:
    """`url` is the server's by this way; what comes after a request with `words` is swallowed, until it is opened."""

    url: str
    words: bytes
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def pump(self, source: socket.socket, target: socket.socket) -> None:
        """Everything from one side to the other, up to the words."""
        with suppress(OSError):
            while data := source.recv(65_536):
                if self.words in data and not self.opened.is_set():
                    self.reached.set()
                    return
                target.sendall(data)


@contextmanager
def gate(url: str, words: bytes) -> Iterator[Gate]:
    """A gate before the server of `url`, on a port of its own."""
    parts = urlsplit(url)
    far = (str(parts.hostname), int(parts.port or 80))
    ends: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        way = Gate(url.replace(f":{parts.port}", f":{port}"), words)
        threading.Thread(target=_accept, args=(listener, far, way, ends), daemon=True).start()
        yield way
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _accept(listener: socket.socket, far: tuple[str, int], way: Gate, ends: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            near, server = listener.accept()[0], socket.create_connection(far)
            ends += near, server
            for pair in ((near, server), (server, near)):
                threading.Thread(target=way.pump, args=pair, daemon=True).start()
