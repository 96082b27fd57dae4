"""What the routes of tasks are sent, and what they answer."""

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from api.body import Body
from jobspider.posting import Posting
from jobspider.search.filters import NO_NUL
from jobspider.task import LONGEST_URL, Task, TaskUrl, UrlOutcome

ID = "9f2c1e7d4b8a4f0e9c3d5a6b7e8f9012"
URL = "https://careers.example.com/jobs/1"
MOST_URLS = 1000
"""What JOBSPIDER_TASK_URLS may say at most."""

WantedUrl = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL), Field(json_schema_extra=NO_NUL)]
STATUS: JsonDict = {"id": ID, "completed": 2, "inprogress": 3}
RESULT: JsonDict = {
    "id": ID,
    "items": [
        {
            "url": URL,
            "outcome": "ok",
            "detail": "1 posting found",
            "final_url": URL,
            "http_status": 200,
            "board": "json_ld",
            "postings": [],
            "images": ["https://careers.example.com/logo.png"],
        }
    ],
    "next_cursor": None,
}


class TaskRequest(Body):
    """A list of pages to crawl."""

    model_config = ConfigDict(json_schema_extra={"example": {"urls": [URL]}})

    urls: Annotated[
        list[WantedUrl],
        Field(min_length=1, max_length=MOST_URLS, description="http(s) URLs; each place in the list gets its result."),
    ]


class TaskId(BaseModel):
    """A task that was taken."""

    model_config = ConfigDict(json_schema_extra={"example": {"id": ID}})

    id: str


class TaskStatus(BaseModel):
    """How far a task is: numbers of URLs."""

    model_config = ConfigDict(json_schema_extra={"example": STATUS})

    id: str
    completed: int = Field(description="URLs that have an outcome, whichever it is.")
    inprogress: int = Field(description="URLs that wait or are being read; 0: the task is done.")

    @classmethod
    def of(cls, task: Task) -> "TaskStatus":
        """The task's."""
        return cls(id=task.id, completed=task.completed, inprogress=task.inprogress)


class TaskList(BaseModel):
    """Some tasks, the latest first, and where the next ones begin."""

    items: list[Task]
    next_cursor: str | None


class UrlResult(BaseModel):
    """What became of one URL."""

    url: str
    outcome: UrlOutcome | None = Field(description="Null until the URL is done.")
    detail: str | None = Field(description="A sentence for people.")
    final_url: str | None = Field(description="Where redirects led.")
    http_status: int | None
    board: str | None = Field(description="What read the page.")
    postings: list[Posting]
    images: list[str] = Field(description="Absolute URLs.")


class TaskResult(BaseModel):
    """What became of a task's URLs, in their order, and where the next ones begin."""

    model_config = ConfigDict(json_schema_extra={"example": RESULT})

    id: str
    items: list[UrlResult]
    next_cursor: int | None


def as_result(url: TaskUrl) -> dict[str, Any]:
    """A UrlResult as JSON has it; what was stored as such is not read once more."""
    stored = json.loads(url.result) if url.result else {"postings": [], "images": []}
    return {**url.model_dump(mode="json", exclude={"position", "result"}), **stored}
