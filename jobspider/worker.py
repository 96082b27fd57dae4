"""What runs behind the crawls and the API: alerts, events and on-demand tasks. Any number of processes may do it."""

import asyncio
import logging
import signal
from typing import Protocol

from sqlalchemy import Engine

from jobspider.addresses import Addresses
from jobspider.alerts.alerts import Alerts
from jobspider.config import Config
from jobspider.events.broker import broker_of
from jobspider.events.relay import Relay
from jobspider.heartbeat import Heartbeat
from jobspider.store.engine import create_engine
from jobspider.store.indexer import Indexer, match_some
from jobspider.store.schema import prepare
from jobspider.tasks.runner import Runner

logger = logging.getLogger(__name__)


class Work(Protocol):
    """Something that goes on until it is told to stop."""

    async def until(self, stopped: asyncio.Event) -> None:
        """Returns soon after the event."""


def works(settings: Config, engine: Engine, *, tasks: bool) -> list[Work]:
    """All that is configured, `tasks` only where they are this process's. Raises ConfigError, MissingExtraError."""
    Addresses.read(settings.task_allow)
    found: list[Work] = [Alerts(engine, settings)]
    if settings.events_url is not None:
        found.append(Relay(engine, broker_of(settings)))
    if tasks:
        found.append(Runner(engine, most=settings.task_processes, shared=settings.redis_url is not None))
    return found


async def work(jobs: list[Work], stopped: asyncio.Event) -> None:
    """Does all of them until it is stopped; one that fails for an unforeseen reason ends the others, too."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(job.until(stopped))


def run_worker(settings: Config) -> None:
    """`jobspider worker`: runs until SIGTERM or Ctrl-C. Without a Redis tasks are left to `jobspider api`."""
    engine = create_engine(settings.database_url.get_secret_value())
    jobs = works(settings, engine, tasks=settings.redis_url is not None)
    prepare(engine)
    if settings.redis_url is None:
        logger.info(
            "tasks (POST /tasks) are crawled by `jobspider api` itself, since JOBSPIDER_REDIS_URL is not set: set it, "
            "for both, so that workers crawl them"
        )
    logger.info("this worker does %s", ", ".join(type(job).__module__.split(".")[1] for job in jobs))
    if settings.heartbeat is not None:
        jobs.append(Heartbeat(settings.heartbeat))
    matcher = Indexer(lambda: engine, work=match_some)
    matcher.start()
    asyncio.run(_until_signal(jobs))
    matcher.stop()
    engine.dispose()


async def _until_signal(jobs: list[Work]) -> None:
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await work(jobs, stopped)
    await stopped.wait()
