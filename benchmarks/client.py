"""One connection to a server over HTTP/1.1, its answers read in C: Python's own client takes 0.1 ms."""

import socket
from typing import Self
from urllib.parse import urlsplit

from httptools import HttpResponseParser

PIECE = 1 << 18
SECONDS = 600


class Client:
    """Asks one server, one request after the other."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.netloc
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def get(self, path: str) -> bytes:
        """The body; RuntimeError for any answer but 200."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        answer = Answer()
        parser = HttpResponseParser(answer)
        while not answer.complete:
            piece = self.socket.recv(PIECE)
            if not piece:
                raise RuntimeError(f"{path}: the server closed the connection")
            parser.feed_data(piece)
        body = b"".join(answer.pieces)
        if parser.get_status_code() != 200:
            raise RuntimeError(f"{path} answered {parser.get_status_code()}: {body[:300]!r}")
        return body


class Answer:
    """What the parser calls."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.complete = False

    def on_body(self, piece: bytes) -> None:
        """A piece of the body."""
        self.pieces.append(piece)

    def on_message_complete(self) -> None:
        """The end."""
        self.complete = True
