"""A web server on loopback whose pages a test writes, and which tells what it was asked for."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self


class Pages:
    """`with Pages() as site: site.put("/a", "<p>…")`; what was not put there is 404."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[int, str, bytes | Callable[[], bytes]]] = {}
        self._asked: list[tuple[str, dict[str, str]]] = []
        self._lock = Lock()

    def put(
        self, path: str, body: str | bytes | Callable[[], bytes], kind: str = "text/html", status: int = 200
    ) -> None:
        """Answers `path` (with its query) so from now on."""
        self._pages[path] = (status, kind, body.encode() if isinstance(body, str) else body)

    def asked(self) -> list[str]:
        """Paths in the order in which they were asked for."""
        return [path for path, _ in self._asked]

    def headers(self, path: str) -> dict[str, str]:
        """The headers of the first request for a path, names in small letters."""
        return next(headers for asked, headers in self._asked if asked == path)

    def forget(self) -> None:
        """Begins a new list of what was asked for."""
        self._asked.clear()

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Notes the request."""
        with self._lock:
            self._asked.append((path, headers))
        status, kind, body = self._pages.get(path, (404, "text/plain", b"not here"))
        return status, kind, body() if callable(body) else body

    def __enter__(self) -> Self:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, kind, body = site.answer(self.path, headers)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing to standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
