"""A TCP proxy that delays, or swallows, everything on its way to a server; in a process of its own.

The delay is added to every piece in both directions, without slowing the stream, as a longer cable would.
"""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Way:
    """The proxied way to a server."""

    url: str
    _hole: "Synchronized[int]"

    @property
    def blackhole(self) -> bool:
        """While true nothing gets through and nobody is told."""
        return bool(self._hole.value)

    @blackhole.setter
    def blackhole(self, swallow: bool) -> None:
        self._hole.value = int(swallow)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, hole: Any) -> None:
    loop = asyncio.get_running_loop()
    try:
        while data := await reader.read(65_536):
            if hole.value:
                continue
            loop.call_later(delay, writer.write, data)
    except ConnectionError:
        pass
    finally:
        loop.call_later(delay + 0.01, writer.close)


async def _serve(target: tuple[str, int], delay: float, hole: Any, port: Any) -> None:
    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*target)
        await asyncio.gather(_pump(reader, far_writer, delay, hole), _pump(far_reader, writer, delay, hole))

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    port.value = server.sockets[0].getsockname()[1]
    await server.serve_forever()


def _main(target: tuple[str, int], delay: float, hole: Any, port: Any, ready: Any) -> None:
    loop = asyncio.new_event_loop()
    loop.call_later(0.05, ready.set)
    loop.run_until_complete(_serve(target, delay, hole, port))


@contextmanager
def proxy(url: str, round_trip: float = 0.0) -> Iterator[Way]:
    """A way to the server of `url` that takes `round_trip` seconds longer."""
    context = multiprocessing.get_context("spawn")
    hole, port, ready = context.Value("i", 0), context.Value("i", 0), context.Event()
    parts = urlsplit(url)
    target = (str(parts.hostname), int(parts.port or 6379))
    process = context.Process(target=_main, args=(target, round_trip / 2, hole, port, ready), daemon=True)
    process.start()
    ready.wait(20)
    try:
        yield Way(f"{parts.scheme}://127.0.0.1:{port.value}{parts.path}", hole)
    finally:
        process.kill()
        process.join()
