"""The shared frontier: what waits, what is under way, what was given up."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.caller import READ
from api.frontier_watch import latest

router = APIRouter(prefix="/frontier", tags=["frontier"], dependencies=[READ])


class FrontierNode(BaseModel):
    """One process of a run."""

    name: str
    acked: int = Field(description="Requests that it has finished.")
    heard: float = Field(description="When it was heard of last, seconds since 1970.")


class FrontierRun(BaseModel):
    """One run, all its partitions together."""

    spider: str
    run: str
    pending: int = Field(description="Requests that wait.")
    delayed: int = Field(description="Requests that wait for their next attempt.")
    leased: int = Field(description="Requests under way.")
    seen: int = Field(description="Addresses that were queued at least once.")
    acked: int = Field(description="Requests that are finished.")
    dead: int = Field(description="Requests that were given up.")
    begun: float = Field(description="When it began, seconds since 1970.")
    nodes: list[FrontierNode]


class FrontierHost(BaseModel):
    """One host, for all runs together."""

    host: str
    next_allowed: datetime | None = Field(description="When it may be asked again, UTC; null: now.")
    in_flight: int
    waiting: int = Field(description="Requests that are queued for it.")
    delay_seconds: float = Field(description="What its robots.txt or AutoThrottle asks for between two requests, or 0.")


class Frontier(BaseModel):
    """The frontier at one moment."""

    shared: bool = Field(description="Whether there is a shared frontier: JOBSPIDER_REDIS_URL is set.")
    taken: datetime | None = Field(description="When these figures were read, UTC.")
    runs: list[FrontierRun]
    hosts: list[FrontierHost]
    hosts_total: int = Field(description="How many hosts there are, of which at most `limit` are listed.")


@router.get("")
def get_frontier(
    spider: Annotated[str | None, Query(max_length=64, description="Runs of this spider only.")] = None,
    run: Annotated[str | None, Query(max_length=100, description="This run only.")] = None,
    host: Annotated[str | None, Query(max_length=255, description="This host only.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Hosts in the answer.")] = 100,
) -> Frontier:
    """Runs and hosts, a few seconds old at most."""
    found = latest()
    if found is None:
        return Frontier(shared=False, taken=None, runs=[], hosts=[], hosts_total=0)
    runs = [each for each in found.runs if spider in {None, each.spider} and run in {None, each.run}]
    hosts = [each for each in found.hosts if host in {None, each.host}]
    return Frontier.model_validate(
        {
            "shared": True,
            "taken": found.taken,
            "runs": [{**_fields(each), "nodes": [_fields(node) for node in each.nodes.values()]} for each in runs],
            "hosts": [_fields(each) for each in hosts[:limit]],
            "hosts_total": len(hosts),
        }
    )


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]
