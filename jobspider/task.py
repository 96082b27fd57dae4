"""Tasks: lists of URLs that are crawled on demand, as rows of the database and as answers to whoever asks."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

LONGEST_URL = 2048
TASK_ID = r"^[0-9a-f]{32}$"


class UrlOutcome(StrEnum):
    """What became of a URL of a task."""

    OK = "ok"
    OK_EMPTY = "ok_empty"
    REFUSED = "refused"
    BLOCKED_BY_ROBOTS = "blocked_by_robots"
    CHALLENGED = "challenged"
    RATE_LIMITED = "rate_limited"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Ending(NamedTuple):
    """How a URL ended: the outcome, and a sentence for people."""

    outcome: UrlOutcome
    detail: str


class Task(BaseModel):
    """A task and how far it is; counts are of URLs."""

    model_config = ConfigDict(frozen=True)

    id: str
    created_at: datetime
    expires_at: datetime = Field(description="When the task and its results are removed, UTC.")
    cancelled_at: datetime | None = None
    urls: int
    completed: int = Field(description="URLs that have an outcome, whichever it is.")

    @property
    def inprogress(self) -> int:
        """URLs that wait or are being read."""
        return self.urls - self.completed


class TaskUrl(BaseModel):
    """One URL of a task; `outcome` is None until it is done."""

    model_config = ConfigDict(frozen=True)

    position: int
    url: str
    outcome: UrlOutcome | None = None
    detail: str | None = None
    final_url: str | None = None
    http_status: int | None = None
    board: str | None = None
    result: str | None = None
    """JSON: {"postings": […], "images": […]}."""


def run_of(task_id: str) -> str:
    """The id of the run that crawls a task."""
    return f"task-{task_id}"
