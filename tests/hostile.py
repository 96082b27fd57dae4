"""Servers that mean harm, on loopback addresses of their own; a canary that must not be reached; a name that moves."""

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

BOMB = gzip.compress(gzip.compress(bytes(10_000_000)) + bytes(200_000_000), 1)
"""About 1 MB that is 200 MB when it is unpacked."""
CHALLENGE = b"<html><head><title>Just a moment...</title><script>window._cf_chl_opt={}</script></head></html>"
SLOW_BYTES = 600
"""Sent one by one, five a second: two minutes."""


class Handler(BaseHTTPRequestHandler):
    """What a path says."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.hits.append(self.path)  # type: ignore[attr-defined]
        if path == "/robots.txt":
            path = self.server.robots  # type: ignore[attr-defined]
        with suppress(ConnectionError):
            kind, _, rest = path.removeprefix("/").partition("/")
            getattr(self, f"_{kind}", self._missing)(rest)

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _missing(self, _: str) -> None:
        self._send(b"", 404)

    def _good(self, _: str) -> None:
        self._send(b"<h1>Good</h1>")

    def _to(self, target: str) -> None:
        self._send(b"", 302, Location=target)

    def _refresh(self, target: str) -> None:
        self._send(f'<meta http-equiv="refresh" content="0; url={target}">'.encode())

    def _loop(self, number: str) -> None:
        self._send(b"", 302, Location=f"/loop/{int(number or 0) + 1}")

    def _challenge(self, _: str) -> None:
        self._send(CHALLENGE, 403)

    def _limited(self, _: str) -> None:
        self._send(b"", 429, Retry_After="120")

    def _bomb(self, _: str) -> None:
        self._send(BOMB, Content_Encoding="gzip")

    def _twice(self, _: str) -> None:
        self._send(gzip.compress(gzip.compress(b"<h1>Twice</h1>")), Content_Encoding="gzip, gzip")

    def _long(self, _: str) -> None:
        self._send(b"<h1>", Content_Length="90000000000")

    def _endless(self, _: str) -> None:
        self._send(b"<p>")
        for _number in range(400):
            self.wfile.write(b"x" * 65_536)

    def _slow(self, _: str) -> None:
        self._send(b"<p>")
        for _number in range(SLOW_BYTES):
            self.wfile.write(b"x")
            self.wfile.flush()
            sleep(0.2)

    def _silent(self, _: str) -> None:
        sleep(10)

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """On one address; `robots` is the path that answers for /robots.txt."""

    daemon_threads = True

    def __init__(self, host: str, port: int = 0, robots: str = "/missing") -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Handler)
        self.hits: list[str] = []
        self.robots = robots

    @property
    def origin(self) -> str:
        """Scheme, address, port."""
        return f"http://{self.server_address[0]!s}:{self.server_port}"


@dataclass
class Canary:
    """What must not be reached: the same port on 127.0.0.1 and, where there is one, on ::1."""

    servers: list[Server] = field(default_factory=list)

    @property
    def port(self) -> int:
        """On both."""
        return self.servers[0].server_port

    @property
    def hits(self) -> list[str]:
        """Everything that was asked for."""
        return [path for server in self.servers for path in server.hits]


FORMS = {"mapped": "::ffff:127.0.0.1", "nat64": "64:ff9b::7f00:1", "sixtofour": "2002:7f00:1::", "six": "::1"}
"""Names in .example that have IPv6 alone: the first three stand for 127.0.0.1."""


class MovingResolver(AbstractResolver):
    """`moves.example` is 127.0.0.2 when it is first asked for and 127.0.0.1 ever after; `both.example` is both."""

    asked: ClassVar[set[str]] = set()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """As DNS would answer."""
        answers = {"moves.example": ["127.0.0.1" if host in self.asked else "127.0.0.2"]}
        answers["both.example"] = ["127.0.0.2", "127.0.0.1"]
        answers["home.example"] = ["127.0.0.1"]
        answers.update({f"{name}.example": [address] for name, address in FORMS.items()})
        self.asked.add(host)
        if host not in answers:
            return await ThreadedResolver().resolve(host, port, family)
        kinds = [(each, socket.AF_INET6 if ":" in each else socket.AF_INET) for each in answers[host]]
        found = [
            ResolveResult(hostname=host, host=each, port=port, family=kind, proto=0, flags=0)
            for each, kind in kinds
            if family in {kind, socket.AF_UNSPEC}
        ]
        if not found:
            raise OSError(f"{host} has no address of that kind")
        return found

    async def close(self) -> None:
        """Nothing is held."""


@contextmanager
def serving_all(*servers: Server) -> Iterator[None]:
    """Runs them."""
    with ExitStack() as opened:
        for server in servers:
            opened.callback(server.server_close)
            opened.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield


@contextmanager
def canary() -> Iterator[Canary]:
    """A canary."""
    found = Canary([Server("127.0.0.1")])
    with suppress(OSError):
        found.servers.append(Server("::1", found.port))
    with serving_all(*found.servers):
        yield found
