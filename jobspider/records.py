"""Schedules, occurrences and runs, as rows of the database and as answers to whoever asks."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,45}$"
"""A schedule's name begins its runs' ids, which are file names of logs and at most 64 characters long."""


class Schedule(BaseModel):
    """When which spider crawls with which arguments."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=NAME)
    spider: str = Field(min_length=1, max_length=64)
    arguments: dict[str, str] = {}
    cron: str = Field(max_length=255)
    time_zone: str = Field("UTC", max_length=64)
    priority: int = 0
    enabled: bool = True


class StoredSchedule(Schedule):
    """A schedule, with what only the database knows. `checked_until`: times up to it have been decided on."""

    id: int
    checked_until: datetime
    last_fired_at: datetime | None = None


class State(StrEnum):
    """What became of an occurrence; all but FIRING are final."""

    FIRING = "firing"
    """It is to be posted to the nodes, or is being posted."""
    FIRED = "fired"
    """At least one node has its run."""
    OVERLAPPED = "overlapped"
    """Nothing was started, since the schedule's previous run still went on."""
    MISSED = "missed"
    """Nothing was started, since no daemon ran until the grace time was over."""
    FAILED = "failed"
    """Nothing was started, since no node took the run within the grace time."""


class Occurrence(BaseModel):
    """One due time of a schedule, and what became of it."""

    model_config = ConfigDict(frozen=True)

    id: int
    schedule_id: int
    due_at: datetime
    run_id: str
    state: State
    nodes: dict[str, str] = {}
    """Node: `posted`, or a sentence that says why it was not."""
    detail: str | None = None


POSTED = "posted"


class Search(BaseModel):
    """What is crawled again and again: a spider and its arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")
    spider: str = Field(min_length=1, max_length=64)
    arguments: dict[str, str] = {}
    priority: int = Field(1, ge=0, le=2)
    """2 is high, 1 normal, 0 low: due searches of a higher one are crawled first."""
    least_seconds: int = Field(6 * 3600, ge=60, le=366 * 86_400)
    """The shortest time between two crawls, however often it changes."""
    most_seconds: int = Field(7 * 86_400, ge=60, le=366 * 86_400)
    """The longest, however seldom it changes."""
    enabled: bool = True


class StoredSearch(Search):
    """A search with what the planner knows of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: int
    interval_seconds: int
    next_crawl_at: datetime | None = None
    last_crawled_at: datetime | None = None
    last_outcome: str | None = None
    failures: int = 0


class OpenProcess(BaseModel):
    """A process in a run that Scrapyd started, whose record is open."""

    model_config = ConfigDict(frozen=True)

    id: int
    run_id: str
    node: str
    """Host name and process id, as `jobspider.run.node_name` gives them."""
    job: str

    @property
    def pid(self) -> int:
        """The process id on its host."""
        return int(self.node.rpartition(":")[2])


class RunProcess(BaseModel):
    """One process's part in a run; `outcome` is None while it works."""

    model_config = ConfigDict(frozen=True)

    node: str
    job: str | None = None
    log: str | None = None
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str | None = None
    counts: dict[str, int] = {}


class Run(BaseModel):
    """A run and its processes; `outcome` is None while it goes on."""

    model_config = ConfigDict(frozen=True)

    id: str
    spider: str
    arguments: dict[str, Any]
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str | None = None
    complete: bool | None = None
    counts: dict[str, int] = {}
    robots_lifted: bool = False
    closing: dict[str, Any] | None = None
    """What it closed and what it refused to close (docs/closing.md); None where it could prove nothing."""
    processes: tuple[RunProcess, ...] = ()
