"""Runs of what the recrawl planner has due: one a spider at a time, on all nodes.

Needs no record of its own: such a run's id says whose it is, the nodes say whether it goes on, and a run too many finds
nothing due and ends at once.
"""

import logging
from asyncio import to_thread
from dataclasses import dataclass
from datetime import UTC, datetime

from jobspider.config import Config
from jobspider.planner.planner import planner_of
from jobspider.schedule.leadership import Leadership
from jobspider.schedule.nodes import Nodes, Survey

logger = logging.getLogger(__name__)

PREFIX = "due."


@dataclass(frozen=True)
class DueRuns:
    """Starts them as long as this daemon leads."""

    settings: Config
    nodes: Nodes
    leadership: Leadership

    async def start(self, survey: Survey) -> None:
        """Posts a run for each spider that has something due and no such run going on; `survey` is from just now."""
        if not survey.jobs:
            return
        due = await to_thread(_due, self.settings)
        for spider, number in sorted(due.items()):
            if not any(job.startswith(stem(spider)) for job in survey.going_on):
                await self._post(spider, run_id(spider, datetime.now(UTC)), number, survey)

    async def _post(self, spider: str, run: str, number: int, survey: Survey) -> None:
        """To all nodes that answer; to the first one where they share no frontier."""
        logger.info("%s has %d searches and job pages due: run %s", spider, number, run)
        arguments = {"due": str(self.settings.planner_batch), "run": run}
        for name in list(survey.jobs)[: None if self.settings.redis_url else 1]:
            if self.leadership.held:
                await self.nodes.post(name, spider, run, arguments, 0)


def run_id(spider: str, now: datetime) -> str:
    """The id of a run of what is due."""
    return f"{stem(spider)}{now:%Y%m%dT%H%M%SZ}"


def stem(spider: str) -> str:
    """What the ids of a spider's due runs begin with."""
    return f"{PREFIX}{spider[:40]}-"


def _due(settings: Config) -> dict[str, int]:
    return planner_of(settings).due()
