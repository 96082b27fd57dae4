"""All Scrapyd nodes together: one that is down is an answer, and its return is noticed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientSession

from jobspider.errors import NodeError
from jobspider.schedule.job import run_of
from jobspider.schedule.scrapyd import Jobs, Node, Scrapyd

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Survey:
    """What the nodes answered at one moment, in the order in which they are configured."""

    jobs: Mapping[str, Jobs] = field(default_factory=dict)
    down: Mapping[str, str] = field(default_factory=dict)
    """Node: why it has no answer."""

    @property
    def going_on(self) -> frozenset[str]:
        """Jobs that have not ended on some node, and the runs that they are further processes of."""
        jobs = frozenset[str]().union(*(jobs.going_on for jobs in self.jobs.values()))
        return jobs | {run_of(job)[0] for job in jobs}

    @property
    def known(self) -> frozenset[str]:
        """Jobs that some node has not forgotten."""
        return frozenset[str]().union(*(jobs.known for jobs in self.jobs.values()))


class Nodes:
    """The nodes of one daemon, who says when one goes and comes."""

    def __init__(self, session: ClientSession, nodes: Sequence[Node]) -> None:
        self._nodes = {node.name: Scrapyd(session, node) for node in nodes}
        self._down: set[str] = set()

    async def survey(self) -> Survey:
        """Asks all nodes at once for their jobs."""
        answers = await asyncio.gather(*(self._jobs(name) for name in self._nodes))
        found = dict(zip(self._nodes, answers, strict=True))
        survey = Survey(
            {name: jobs for name, (jobs, _) in found.items() if jobs is not None},
            {name: trouble for name, (jobs, trouble) in found.items() if jobs is None},
        )
        self._report(survey)
        return survey

    async def post(  # noqa: PLR0913, PLR0917  what Scrapyd takes
        self,
        name: str,
        spider: str,
        job: str,
        arguments: Mapping[str, str],
        priority: int,
        setting: str = "",
    ) -> str | None:
        """Posts a crawl to one node, maybe with a setting (`NAME=value`); None, or a sentence that says why not."""
        try:
            await self._nodes[name].schedule(spider, job, arguments, priority, setting)
        except NodeError as error:
            logger.warning("run %s is not started on this node: %s", job, error)
            return str(error)
        logger.info("run %s is posted to %s", job, name)
        return None

    async def _jobs(self, name: str) -> tuple[Jobs | None, str]:
        try:
            return await self._nodes[name].jobs(), ""
        except NodeError as error:
            return None, str(error)

    def _report(self, survey: Survey) -> None:
        for name, trouble in survey.down.items():
            if name not in self._down:
                logger.warning("node %s is skipped until it answers: %s", name, trouble)
        for name in self._down & survey.jobs.keys():
            logger.info("node %s answers again", name)
        self._down = set(survey.down)
