"""`jobspider worker`: crawls tasks together with all others that share the Redis and the database."""

import asyncio
import logging
import signal

from jobspider.config import Config
from jobspider.errors import ConfigError
from jobspider.store.engine import create_engine
from jobspider.store.schema import prepare
from jobspider.tasks.addresses import Addresses
from jobspider.tasks.runner import Runner

logger = logging.getLogger(__name__)


def run_worker(settings: Config) -> None:
    """Runs until SIGTERM or Ctrl-C; ConfigError without a Redis."""
    if settings.redis_url is None:
        raise ConfigError("JOBSPIDER_REDIS_URL is unset: then `jobspider api` crawls tasks itself, and needs no worker")
    Addresses.read(settings.task_allow)
    asyncio.run(_run(settings))


async def _run(settings: Config) -> None:
    engine = create_engine(settings.database_url.get_secret_value())
    prepare(engine)
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    logger.info("this worker crawls up to %d tasks at once", settings.task_processes)
    await Runner(engine, most=settings.task_processes, shared=True).until(stopped)
    engine.dispose()
