"""A Scrapyd node's JSON API, as far as schedules need it (https://scrapyd.readthedocs.io/en/latest/api.html).

Every failure is a NodeError, a sentence that names the node and never its password.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth
from pydantic import BaseModel, ValidationError

from jobspider.errors import ConfigError, NodeError

PROJECT = "jobspider"
CONNECT_SECONDS = 5
ANSWER_SECONDS = 30
"""Scrapyd answers its first schedule.json only after it has run `scrapy list`, which takes seconds."""


@dataclass(frozen=True)
class Node:
    """One Scrapyd: `name` is host and port, for people; the rest is how to get there."""

    name: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class _Pending(BaseModel):
    id: str


class _Running(BaseModel):
    id: str
    pid: int | None = None


class _Lists(BaseModel):
    pending: list[_Pending]
    running: list[_Running]
    finished: list[_Pending]


@dataclass(frozen=True)
class Jobs:
    """A node's jobs by their ids."""

    pending: frozenset[str] = frozenset()
    running: Mapping[str, int | None] = field(default_factory=dict)
    """Job: its process id."""
    finished: frozenset[str] = frozenset()

    @property
    def going_on(self) -> frozenset[str]:
        """Jobs that have not ended."""
        return self.pending | self.running.keys()

    @property
    def known(self) -> frozenset[str]:
        """All jobs that the node has not forgotten."""
        return self.going_on | self.finished


def nodes(urls: str) -> tuple[Node, ...]:
    """The nodes of JOBSPIDER_SCRAPYD_URLS; a ConfigError says which of them is no address."""
    found = tuple(_node(place, url.strip()) for place, url in enumerate(urls.split(","), 1) if url.strip())
    if len({node.name for node in found}) < len(found):
        raise ConfigError("JOBSPIDER_SCRAPYD_URLS names a node twice: each would run every crawl twice")
    return found


def _node(place: int, url: str) -> Node:
    try:
        parts = urlsplit(url)
        port, host = parts.port or (443 if parts.scheme == "https" else 80), parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        # The address is not shown: it may hold a password.
        raise ConfigError(f"Address {place} of JOBSPIDER_SCRAPYD_URLS should look like http://USER:PASSWORD@HOST:6800.")
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    headers = {"Authorization": encode_basic_auth(*login)} if login else {}
    name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return Node(name, f"{parts.scheme}://{name}{parts.path.rstrip('/')}", headers)


class Scrapyd:
    """The API of one node."""

    def __init__(self, session: ClientSession, node: Node) -> None:
        self._session = session
        self.node = node

    async def status(self) -> dict[str, int]:
        """How many jobs are pending, running and finished, by these names."""
        answer = await self._ask("GET", "daemonstatus.json")
        return {name: int(answer.get(name, 0)) for name in ("pending", "running", "finished")}

    async def jobs(self) -> Jobs:
        """The project's jobs."""
        answer = await self._ask("GET", "listjobs.json", {"project": PROJECT})
        try:
            lists = _Lists.model_validate(answer)
        except ValidationError:
            raise NodeError(f"{self.node.name} lists its jobs in a way that jobspider doesn't know") from None
        return Jobs(
            frozenset(job.id for job in lists.pending),
            {job.id: job.pid for job in lists.running},
            frozenset(job.id for job in lists.finished),
        )

    async def schedule(
        self, spider: str, job: str, arguments: Mapping[str, str], priority: int = 0, setting: str = ""
    ) -> None:
        """Starts a crawl as soon as the node has a process to spare, higher priorities first."""
        fields = {"project": PROJECT, "spider": spider, "jobid": job, "priority": str(priority)}
        fields |= {"setting": setting} if setting else {}
        await self._ask("POST", "schedule.json", {**arguments, **fields})

    async def cancel(self, job: str) -> str | None:
        """Cancels a job; what it was, `pending` or `running`, None where there is none. Twice is without grace."""
        answer = await self._ask("POST", "cancel.json", {"project": PROJECT, "job": job})
        before = answer.get("prevstate")
        return None if before is None else str(before)

    async def _ask(self, method: str, call: str, fields: Mapping[str, str] | None = None) -> dict[str, Any]:
        where: dict[str, Any] = {"params": fields} if method == "GET" else {"data": fields}
        timeout = ClientTimeout(total=ANSWER_SECONDS, sock_connect=CONNECT_SECONDS)
        try:
            async with self._session.request(
                method,
                f"{self.node.url}/{call}",
                headers=self.node.headers,
                timeout=timeout,
                allow_redirects=False,
                **where,
            ) as response:
                status, answer = response.status, await response.json(content_type=None) if response.ok else None
        except TimeoutError:
            raise NodeError(f"{self.node.name} did not answer {call} in time") from None
        except (ClientError, OSError, ValueError) as error:
            # The error's kind only: its text may hold the URL.
            raise NodeError(f"{self.node.name} cannot be reached ({type(error).__name__})") from None
        return self._checked(call, status, answer)

    def _checked(self, call: str, status: int, answer: Any) -> dict[str, Any]:
        if status in {401, 403}:
            raise NodeError(f"{self.node.name} refuses our name or password: check JOBSPIDER_SCRAPYD_URLS")
        if status != 200 or type(answer) is not dict:
            raise NodeError(f"{self.node.name} answered {call} with status {status} and nothing that is Scrapyd's")
        if answer.get("status") != "ok":
            message = str(answer.get("message", "no reason"))[-300:]
            raise NodeError(f"{self.node.name} refuses {call}: {message}")
        return answer
