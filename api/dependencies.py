"""What a request may ask for."""

from collections.abc import AsyncIterator, Callable
from functools import cache
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends
from sqlalchemy import Connection, Engine
from starlette.concurrency import run_in_threadpool

from jobspider.config import config
from jobspider.store.engine import configured_engine, reading_engine
from jobspider.store.transaction import in_transaction

T = TypeVar("T")
CONNECTIONS = 15
"""Requests that use the database at once: as many as its pool holds (SQLAlchemy's 5 and 10 more)."""


@cache
def connections() -> CapacityLimiter:
    """Requests wait here, and not in threads, which those that have a connection need to get on."""
    return CapacityLimiter(CONNECTIONS)


def engine() -> Engine:
    """The process's engine."""
    return configured_engine()


def readers() -> Engine:
    """The process's engine for what only reads."""
    return reading_engine(config().database_url.get_secret_value())


async def connection() -> AsyncIterator[Connection]:
    """A connection for one request."""
    async with connections():
        opened = await run_in_threadpool(readers().connect)
        try:
            yield opened
        finally:
            await run_in_threadpool(opened.close)


async def reading(work: Callable[[Connection], T]) -> T:
    """What `work` reads on a connection, all of it in one thread: the shortest way for what is asked for most."""
    return await to_thread.run_sync(_on_connection, work, limiter=connections())


def _on_connection(work: Callable[[Connection], T]) -> T:
    with readers().connect() as opened:
        return work(opened)


def written(work: Callable[[Connection], T]) -> T:
    """What `work` gives, committed; blocking. Raises as `in_transaction` does."""
    return in_transaction(engine(), work)


Database = Annotated[Connection, Depends(connection)]
"""A parameter of a route that reads."""
