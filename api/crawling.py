"""Crawling tasks within the API process, where no Redis shares them with workers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from jobspider.config import config
from jobspider.store.engine import shared_engine
from jobspider.tasks.addresses import Addresses
from jobspider.tasks.runner import Runner


@asynccontextmanager
async def crawling() -> AsyncIterator[None]:
    """Runs tasks, in processes of their own, until the application ends; what is left goes on after its next start."""
    settings = config()
    Addresses.read(settings.task_allow)
    if settings.redis_url is not None:
        yield
        return
    stopped = asyncio.Event()
    engine = shared_engine(settings.database_url.get_secret_value())
    running = asyncio.create_task(Runner(engine, most=settings.task_processes, shared=False).until(stopped))
    try:
        yield
    finally:
        stopped.set()
        await running
