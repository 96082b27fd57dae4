"""What a worker does, within the API process, where no Redis shares tasks with workers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from jobspider.config import config
from jobspider.store.engine import shared_engine
from jobspider.worker import work, works


@asynccontextmanager
async def crawling() -> AsyncIterator[None]:
    """Runs tasks, in processes of their own, and events, until the application ends; what is left goes on later."""
    settings = config()
    jobs = works(settings, shared_engine(settings.database_url.get_secret_value()), tasks=True)
    if settings.redis_url is not None:
        yield
        return
    stopped = asyncio.Event()
    running = asyncio.create_task(work(jobs, stopped))
    try:
        yield
    finally:
        stopped.set()
        await running
