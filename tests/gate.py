"""Ways to a server that are worse than a wire: one that swallows a request, one on which answers come late."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import sleep
from urllib.parse import urlsplit


@dataclass
class Gate:
    """`url` is the server's by this way; what comes after a request with `words` is swallowed, until it is opened."""

    url: str
    words: bytes
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def ask(self, source: socket.socket, target: socket.socket) -> None:
        """Every request to the server, up to the words."""
        with suppress(OSError):
            while data := source.recv(65_536):
                if self.words in data and not self.opened.is_set():
                    self.reached.set()
                    return
                target.sendall(data)

    def answer(self, source: socket.socket, target: socket.socket) -> None:
        """Every answer."""
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)


@dataclass
class SlowWay(Gate):
    """The server gets everything at once; its answers wait from a request with `words` on, until it is opened."""

    seconds: float = 0
    """How late each answer comes, all the time."""

    def ask(self, source: socket.socket, target: socket.socket) -> None:
        """Every request, noting the words."""
        with suppress(OSError):
            while data := source.recv(65_536):
                if self.words in data:
                    self.reached.set()
                target.sendall(data)

    def answer(self, source: socket.socket, target: socket.socket) -> None:
        """Every answer, late."""
        with suppress(OSError):
            while data := source.recv(65_536):
                if self.reached.is_set():
                    self.opened.wait(120)
                sleep(self.seconds)
                target.sendall(data)


@contextmanager
def gate(url: str, words: bytes) -> Iterator[Gate]:
    """A gate before the server of `url`, on a port of its own."""
    with _leading(url, Gate(url, words)) as way:
        yield way


@contextmanager
def slow(url: str, words: bytes) -> Iterator[SlowWay]:
    """A slow way to the server of `url`, on a port of its own."""
    way = SlowWay(url, words)
    with _leading(url, way):
        yield way


@contextmanager
def _leading(url: str, way: Gate) -> Iterator[Gate]:
    parts = urlsplit(url)
    far = (str(parts.hostname), int(parts.port or 80))
    ends: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        way.url = url.replace(f":{parts.port}", f":{port}")
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
            threading.Thread(target=way.ask, args=(near, server), daemon=True).start()
            threading.Thread(target=way.answer, args=(server, near), daemon=True).start()
