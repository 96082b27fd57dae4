"""The sample board as a process: serves until SIGTERM or SIGINT."""

import asyncio
import signal
from contextlib import ExitStack

import uvloop

from jobspider.sample.options import Options
from jobspider.sample.protocol import Protocol
from jobspider.sample.requests_log import RequestsLog
from jobspider.sample.site import Site

READY = "Sample board: "
"""What the line with the board's address begins with."""


def serve(options: Options) -> None:
    """Prints the board's address on a line of its own and answers until told to end."""
    uvloop.run(_serve(options))


async def _serve(options: Options) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    with ExitStack() as files:
        # Line-buffered, so that a reader sees each request at once.
        file = files.enter_context(options.log.open("a", buffering=1, encoding="utf-8")) if options.log else None
        site, log = Site(options), RequestsLog(file)
        server = await loop.create_server(
            lambda: Protocol(site, log, options.latency), options.host, options.port, backlog=1024
        )
        print(f"{READY}http://{options.host}:{server.sockets[0].getsockname()[1]}", flush=True)  # noqa: T201  the promise
        await ended.wait()
        server.close()
