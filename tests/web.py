"""A site on loopback that answers as a test says, and remembers what it was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic

Reply = tuple[int, Mapping[str, str], bytes]


@dataclass
class Asked:
    """One request."""

    moment: float
    path: str
    headers: dict[str, str]


@dataclass
class Web:
    """The site's address, and what it was asked but for robots.txt."""

    url: str = ""
    requests: list[Asked] = field(default_factory=list)
    robots: int = 0

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]


@contextmanager
def web(reply: Callable[[Asked], Reply], robots: Callable[[], Reply] = lambda: (404, {}, b"")) -> Iterator[Web]:
    """Serves until the block ends; every answer closes its connection."""
    site = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(monotonic(), self.path, {name.lower(): value for name, value in self.headers.items()})
            if self.path == "/robots.txt":
                site.robots += 1
                status, headers, body = robots()
            else:
                site.requests.append(asked)
                status, headers, body = reply(asked)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
