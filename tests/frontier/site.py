"""A site of numbered pages on loopback: page n links to pages 10n+1 … 10n+10; it logs when each request arrived."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from time import monotonic

FANOUT = 10
Answer = tuple[int, dict[str, str], str]


@dataclass
class Site:
    """What the site is and what it was asked."""

    pages: int
    latency: float = 0.0
    """Seconds before each answer."""
    slow: dict[str, float] = field(default_factory=dict)
    """Path → seconds before its answer, where they are others."""
    special: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    """Path → what is answered there."""
    arrivals: list[tuple[float, str]] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def fetched(self) -> dict[str, int]:
        """Path → how often it was asked for."""
        counts: dict[str, int] = {}
        for _, path in self.arrivals:
            counts[path] = counts.get(path, 0) + 1
        return counts

    def gaps(self) -> list[float]:
        """Seconds between arrivals."""
        return [later - earlier for (earlier, _), (later, _) in pairwise(self.arrivals)]

    def answer(self, path: str) -> Answer:
        if path in self.special:
            return self.special[path]()
        number = int(path.strip("/") or 0)
        links = [n for n in range(FANOUT * number + 1, FANOUT * number + FANOUT + 1) if n < self.pages]
        return 200, {}, "".join(f'<a href="/{n}">{n}</a>' for n in links)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                await self._reply(line.split()[1].decode(), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _reply(self, path: str, writer: asyncio.StreamWriter) -> None:
        self.arrivals.append((monotonic(), path))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if seconds := self.slow.get(path, self.latency):
                await asyncio.sleep(seconds)
            status, headers, body = self.answer(path)
        finally:
            self.under_way -= 1
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n{''.join(lines)}\r\n"
        writer.write((head + body).encode())
        await writer.drain()


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """Serves the site from a thread of this process."""
    ready = threading.Event()
    ended: list[Callable[[], object]] = []

    async def main() -> None:
        stop = asyncio.Event()
        ended.append(partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set))
        server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
        site.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield site
    finally:
        ended[0]()
        thread.join(10)
