"""What the API needs to answer, asked with short time-outs."""

from collections.abc import Callable, Iterator
from functools import cache, partial

import anyio
from anyio import CapacityLimiter, to_thread
from sqlalchemy import Engine

from api import lifecycle
from api.frontier_watch import answers
from jobspider.config import config
from jobspider.store.engine import create_engine
from jobspider.store.schema import check

SECONDS = 2.0
"""How long each may take."""


@cache
def _engine() -> Engine:
    """Its own, so that it does not wait for a connection behind the requests."""
    return create_engine(config().database_url.get_secret_value(), answer_seconds=int(SECONDS))


@cache
def _threads() -> CapacityLimiter:
    """Threads that may hang at once; more questions than that get no answer in time, which is one too."""
    return CapacityLimiter(8)


def parts() -> Iterator[tuple[str, Callable[[], object]]]:
    """Each part by name, and what raises when it is down. The database's includes that its schema is this version's."""
    yield "database", lambda: check(_engine())
    url = config().redis_url
    if url is not None:
        yield "redis", partial(answers, url.get_secret_value(), SECONDS)


async def down() -> dict[str, str]:
    """The parts that do not answer, each with a word why; the reason itself is for the log."""
    found = {"process": "it is about to end"} if lifecycle.draining() else {}

    async def ask(name: str, question: Callable[[], object]) -> None:
        with anyio.move_on_after(SECONDS):
            try:
                await to_thread.run_sync(question, abandon_on_cancel=True, limiter=_threads())
            except Exception as error:
                found[name] = type(error).__name__
            return
        found[name] = "no answer in time"

    async with anyio.create_task_group() as group:
        for name, question in parts():
            group.start_soon(ask, name, question)
    return found
