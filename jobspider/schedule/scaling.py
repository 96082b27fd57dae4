"""Starts more processes for runs that have more to do than their processes can take."""

import logging
from asyncio import to_thread
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy import Engine

from jobspider.config import Config
from jobspider.errors import StoreUnavailableError
from jobspider.frontier.report import spare
from jobspider.planner.redis_queue import connect
from jobspider.records import Run
from jobspider.schedule.job import job_of
from jobspider.schedule.leadership import Leadership
from jobspider.schedule.nodes import Nodes, Survey
from jobspider.schedule.processes import Addition, Limits, additions
from jobspider.search.runs import open_runs

logger = logging.getLogger(__name__)

YOUNG = timedelta(days=30)
"""Age of a run beyond which it is left alone."""


class Scaling:
    """As long as this daemon leads, and nodes share a frontier. Needs no record of its own: jobs' names say all."""

    def __init__(self, settings: Config, engine: Engine, nodes: Nodes, leadership: Leadership) -> None:
        self._settings = settings
        self._engine = engine
        self._nodes = nodes
        self._leadership = leadership
        self._limits = Limits(settings.processes_min, settings.processes_max, settings.concurrency)
        self._before: Mapping[str, int] = {}

    async def look(self, survey: Survey) -> None:
        """Adds what is needed now and was at the last look, too: a moment's work is done before a process is up."""
        if self._settings.redis_url is None or self._limits.most <= 1 or not survey.going_on:
            return
        runs = await to_thread(self._runs, survey)
        now = await to_thread(self._spare, runs)
        before, self._before = self._before, now
        for run in runs:
            lasting = min(now.get(run.id, 0), before.get(run.id, 0))
            for addition in additions(run.id, survey.jobs, lasting, self._limits):
                await self._post(run, addition, lasting)

    async def _post(self, run: Run, addition: Addition, spare_requests: int) -> None:
        if not self._leadership.held:
            return
        if not addition.lasting:
            logger.info("run %s has %d requests that no process has room for", run.id, spare_requests)
        seconds = self._settings.processes_idle_seconds
        setting = "" if addition.lasting else f"FRONTIER_LEAVE_AFTER_SECONDS={seconds}"
        arguments = {**{name: str(value) for name, value in run.arguments.items()}, "run": run.id}
        await self._nodes.post(addition.node, run.spider, job_of(run.id, addition.number), arguments, 0, setting)

    def _runs(self, survey: Survey) -> list[Run]:
        with self._engine.connect() as connection:
            found = open_runs(connection, datetime.now(UTC) - YOUNG)
        return [run for run in found if run.id in survey.going_on]

    def _spare(self, runs: list[Run]) -> dict[str, int]:
        """By run; nothing where Redis can't be used."""
        url = self._settings.redis_url
        if url is None or not runs:
            return {}
        try:
            client = connect(url.get_secret_value())
            try:
                return {run.id: spare(client, run.spider, run.id, self._settings.partitions) for run in runs}
            finally:
                client.close()
        except (StoreUnavailableError, RedisError, OSError) as error:
            logger.warning("no processes are added: %s", error)
            return {}
