"""The schedule daemon: looks at what is due, as long as it leads. Several may run; one leads."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

from aiohttp import ClientSession
from redis.asyncio import Redis
from sqlalchemy import Engine

from jobspider.config import Config
from jobspider.errors import ConfigError
from jobspider.heartbeat import Heartbeat
from jobspider.schedule.due_runs import DueRuns
from jobspider.schedule.figures import DailyFigures
from jobspider.schedule.leadership import Leadership
from jobspider.schedule.lease import DatabaseLease, Lease, RedisLease
from jobspider.schedule.ledger import Ledger
from jobspider.schedule.nodes import Nodes, Survey
from jobspider.schedule.reconciler import Reconciler
from jobspider.schedule.scaling import Scaling
from jobspider.schedule.scrapyd import Node, nodes
from jobspider.schedule.starter import Starter
from jobspider.store.engine import create_engine
from jobspider.store.indexer import Indexer, match_some
from jobspider.store.overdue import close_overdue
from jobspider.store.schema import prepare
from jobspider.store.trouble import TROUBLE, Trouble
from jobspider.waiting import within

logger = logging.getLogger(__name__)

RECONCILE_EVERY = 10
"""Looks at what is due between two looks at what the nodes have forgotten and what the planner has due."""
PATIENCE = 3600
"""Seconds that a statement of the daily figures may take."""
CLOSE_EVERY = timedelta(hours=1)
"""Time between two looks for postings that have ended by themselves."""


def run_daemon(settings: Config) -> None:
    """Runs until SIGTERM or Ctrl-C; a ConfigError when there are no nodes."""
    found = nodes(settings.scrapyd_urls.get_secret_value())
    if not found:
        raise ConfigError("JOBSPIDER_SCRAPYD_URLS is empty: name the Scrapyd nodes that crawls run on")
    asyncio.run(_run(settings, found))


async def _run(settings: Config, found: tuple[Node, ...]) -> None:
    engine = create_engine(settings.database_url.get_secret_value())
    prepare(engine)
    async with AsyncExitStack() as opened:
        opened.callback(engine.dispose)
        matcher = Indexer(lambda: engine, work=match_some)
        matcher.start()
        opened.push_async_callback(asyncio.to_thread, matcher.stop)
        session = await opened.enter_async_context(ClientSession())
        lease = await _lease(settings, opened, DatabaseLease(engine))
        leading = await opened.enter_async_context(Leadership(lease, settings.schedule_lease_seconds).kept())
        all_nodes, ledger = Nodes(session, found), Ledger(engine)
        grace = timedelta(seconds=settings.schedule_grace_seconds)
        starter = Starter(ledger, all_nodes, leading, grace, shared=settings.redis_url is not None)
        due_runs = DueRuns(settings, all_nodes, leading)
        daemon = Daemon(starter, Reconciler(ledger), due_runs, all_nodes, leading)
        daemon.scale = Scaling(settings, engine, all_nodes, leading).look
        daemon.count_days = _figures(settings, opened).look
        daemon.clean_up = partial(_close_overdue, engine, timedelta(days=settings.not_seen_days))
        _say_what_runs(settings, found)
        stopped = _stopped()
        async with asyncio.TaskGroup() as group:
            if settings.heartbeat is not None:
                group.create_task(Heartbeat(settings.heartbeat).until(stopped))
            await daemon.until(stopped, settings.schedule_tick_seconds)


async def _lease(settings: Config, opened: AsyncExitStack, otherwise: Lease) -> Lease:
    """Redis's where there is one."""
    if settings.redis_url is None:
        return otherwise
    redis = Redis.from_url(settings.redis_url.get_secret_value(), socket_timeout=settings.schedule_lease_seconds / 3)
    opened.push_async_callback(redis.aclose)
    return RedisLease(redis)


def _figures(settings: Config, opened: AsyncExitStack) -> DailyFigures:
    """On connections of their own, whose statements may take long."""
    patient = create_engine(settings.database_url.get_secret_value(), answer_seconds=PATIENCE)
    opened.callback(patient.dispose)
    figures = DailyFigures(patient)
    opened.callback(figures.stop)
    return figures


def _close_overdue(engine: Engine, not_seen: timedelta) -> None:
    closed = close_overdue(engine, datetime.now(UTC), not_seen)
    if any(closed.values()):
        logger.info("closed postings: %s", ", ".join(f"{count} {reason}" for reason, count in closed.items()))


def _stopped() -> asyncio.Event:
    """Set by SIGTERM and SIGINT."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, event.set)
    return event


def _say_what_runs(settings: Config, found: tuple[Node, ...]) -> None:
    logger.info("the schedule daemon looks after %s", ", ".join(node.name for node in found))
    if settings.redis_url is None and len(found) > 1:
        logger.warning("JOBSPIDER_REDIS_URL is not set, so nodes share nothing: each run starts on one node only")


async def _as_they_are(_: Survey) -> None:
    """No processes are added."""


class Daemon:
    """The loop. No trouble of database, Redis or nodes ends it: it says so, and tries again."""

    def __init__(
        self,
        starter: Starter,
        reconciler: Reconciler,
        due_runs: DueRuns,
        all_nodes: Nodes,
        leadership: Leadership,
    ) -> None:
        self._starter = starter
        self._reconciler = reconciler
        self._due_runs = due_runs
        self._nodes = all_nodes
        self._leadership = leadership
        self._trouble = Trouble(logger, "nothing can be started now")
        self._looks = 0
        self._cleaned = -CLOSE_EVERY.total_seconds()
        self.clean_up: Callable[[], None] = lambda: None
        """What is done once an hour; blocking, so called in a thread."""
        self.scale: Callable[[Survey], Awaitable[None]] = _as_they_are
        """Starts more processes for runs that need them."""
        self.count_days: Callable[[], None] = lambda: None
        """Looks for days without figures; returns at once."""

    async def until(self, stopped: asyncio.Event, pause: float) -> None:
        """Looks every `pause` seconds until it is stopped."""
        while not stopped.is_set():
            await self._look_safely()
            await within(pause, stopped.wait())

    async def look(self) -> None:
        """One look: starts what is due, and every now and then puts right what nodes have forgotten."""
        if not self._leadership.held:
            self._looks = 0
            return
        await self._starter.start_due()
        if self._looks % RECONCILE_EVERY == 0:
            open_before, fired = await self._reconciler.open_processes(), await self._reconciler.fired()
            survey = await self._nodes.survey()
            await self._reconciler.reconcile(open_before, fired, survey)
            await self._starter.start_late(survey)
            await self._due_runs.start(survey)
            await self.scale(survey)
            self.count_days()
            if monotonic() - self._cleaned >= CLOSE_EVERY.total_seconds():
                await asyncio.to_thread(self.clean_up)
                self._cleaned = monotonic()
        self._looks += 1

    async def _look_safely(self) -> None:
        try:
            await self.look()
            self._trouble.over()
        except TROUBLE as error:
            self._trouble.note(error)
