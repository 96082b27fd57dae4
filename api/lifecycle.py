"""The end of a process: it goes on answering for a while after SIGTERM, so that proxies have time to leave."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Timer, current_thread, main_thread
from types import FrameType

from fastapi import FastAPI

from api.crawling import crawling
from jobspider.config import config

_ENDING = Event()


def draining() -> bool:
    """Whether the process is about to end: /readyz says 503, and every answer closes its connection."""
    return _ENDING.is_set()


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Puts the drain before the server's own handler of SIGTERM, which ends it. Not in a thread, as tests may do."""
    if current_thread() is main_thread():
        _drain_first(config().api_drain_seconds)
    async with crawling():
        yield


def _drain_first(seconds: float) -> None:
    """Ctrl-C and a second SIGTERM don't wait for proxies."""
    end = signal.getsignal(signal.SIGTERM)

    def drain(number: int, frame: FrameType | None) -> None:
        again = draining()
        _ENDING.set()
        if not callable(end):
            raise SystemExit(0)
        if again or not seconds:
            end(number, frame)
            return
        timer = Timer(seconds, end, (number, frame))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, drain)
