"""Given two replicas behind a proxy, when one is restarted under load, then no request is lost."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest

from tests.served_data import fill
from tests.serving import Api, serving

pytestmark = pytest.mark.servers

DRAIN_SECONDS = 5
CLIENTS = 4


class Proxy:
    """Sends each connection to a replica that was ready when it was asked last, every 0.1 seconds."""

    def __init__(self, replicas: list[Api]) -> None:
        self.replicas = replicas
        self.ready: list[Api] = []
        self.ended = threading.Event()
        self._turns = cycle(range(1_000_000))

    def look(self) -> None:
        while not self.ended.is_set():
            self.ready = [each for each in list(self.replicas) if self._is_ready(each)]
            sleep(0.1)

    def connect(self) -> socket.socket:
        ready = self.ready
        where = urlsplit(ready[next(self._turns) % len(ready)].url)
        return socket.create_connection((where.hostname or "", where.port or 0), timeout=30)

    @staticmethod
    def _is_ready(replica: Api) -> bool:
        try:
            return replica.get("/readyz").status == 200
        except OSError:
            return False


@contextmanager
def running(proxy: Proxy) -> Iterator[str]:
    """The proxy's URL, as long as it runs."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with proxy.connect() as upstream:
                back = threading.Thread(target=pump, args=(upstream, self.request))
                back.start()
                pump(self.request, upstream)
                back.join()

    class Server(ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 100

    with Server(("127.0.0.1", 0), Handler) as server:
        threads = [threading.Thread(target=server.serve_forever, args=(0.05,)), threading.Thread(target=proxy.look)]
        for thread in threads:
            thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            proxy.ended.set()
            server.shutdown()
            for thread in threads:
                thread.join()


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Passes on all that comes, then its end."""
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def test_no_request_is_lost_while_a_replica_is_restarted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    fill(url)
    settings = {"database_url": url, "api_drain_seconds": str(DRAIN_SECONDS)}
    statuses: list[int | str] = []
    ended = threading.Event()
    with ExitStack() as opened:
        first, second = (opened.enter_context(serving(tmp_path, **settings)) for _ in range(2))
        proxy = Proxy([first, second])
        through = Api(opened.enter_context(running(proxy)), first.process, first.log)

        def ask() -> None:
            while not ended.is_set():
                try:
                    statuses.append(through.get("/postings?limit=2").status)
                except Exception as error:
                    statuses.append(repr(error))

        wait_for_ready(proxy, 2)
        clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            first.process.terminate()
            told = monotonic()
            unready = wait_for_unready(first)
            first.process.wait(60)
            lived = monotonic() - told
            proxy.replicas[0] = opened.enter_context(serving(tmp_path, **settings))
            wait_for_ready(proxy, 2)
            before = len(statuses)
            sleep(0.5)
        finally:
            ended.set()
            for client in clients:
                client.join()

    assert unready, "/readyz has to say 503 while the process still answers"
    assert lived >= DRAIN_SECONDS
    assert len(statuses) > before > 20
    assert set(statuses) == {200}
    assert first.process.returncode == -signal.SIGTERM, (
        "uvicorn ends in good order, then by the signal that asked it to"
    )


def wait_for_ready(proxy: Proxy, number: int) -> None:
    deadline = monotonic() + 60
    while len(proxy.ready) != number:
        assert monotonic() < deadline
        sleep(0.05)


def wait_for_unready(replica: Api) -> bool:
    """Whether it said 503, with the connection closed, before it was gone."""
    with suppress(OSError):
        for _ in range(100):
            answer = replica.get("/readyz")
            if answer.status == 503:
                return answer.headers["connection"] == "close" and b"about to end" in answer.body
            sleep(0.02)
    return False
