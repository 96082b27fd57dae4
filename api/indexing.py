"""While the API serves, it also indexes the words of what crawls store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api.dependencies import engine
from jobspider.store.indexer import Indexer


@asynccontextmanager
async def indexing(_: FastAPI) -> AsyncIterator[None]:
    """Runs the indexer as long as the application."""
    indexer = Indexer(engine)
    indexer.start()
    try:
        yield
    finally:
        await run_in_threadpool(indexer.stop)
