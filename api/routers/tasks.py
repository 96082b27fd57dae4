"""Tasks: crawls of a list of URLs on demand. Each key sees its own."""

import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from sqlalchemy import Connection
from starlette.responses import Response as PlainResponse

from api.caller import Caller, needs
from api.dependencies import Database, engine, written
from api.errors import Refusal
from api.openapi import errors
from api.tasks import TaskId, TaskList, TaskRequest, TaskResult, TaskStatus, as_result
from jobspider.api_keys import Scope
from jobspider.config import config
from jobspider.errors import TaskLimitError, UnknownTaskError
from jobspider.search.tasks import results, task_by_id, tasks_of
from jobspider.store.tasks import cancel_task
from jobspider.task import TASK_ID, Task
from jobspider.tasks.order import Order, take

router = APIRouter(prefix="/tasks", tags=["tasks"])
MOST_BYTES = 8_000_000
"""Of one answer's results."""
LAST = 2**31 - 1

Asking = Annotated[Caller, needs(Scope.TASKS)]
Id = Annotated[str, Path(pattern=TASK_ID, description="The task's id.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern="^[!-~]{1,255}$",
        description="The same key with the same URLs gives the same task, however often it is sent.",
    ),
]
ACCEPTED = {"headers": {"Location": {"description": "The task's status.", "schema": {"type": "string"}}}}


@router.post("", status_code=202, responses={202: ACCEPTED, **errors(403, 409, 415)})
def post_task(
    caller: Asking, wanted: TaskRequest, response: Response, idempotency_key: IdempotencyKey = None
) -> TaskId:
    """Have a list of pages crawled: the answer is the task's id, which its status and its result are asked for by."""
    order = Order(wanted.urls, _owner(caller), idempotency_key)
    try:
        task_id = take(engine(), order, config(), datetime.now(UTC))
    except TaskLimitError as error:
        raise Refusal(429, str(error), "task_limit", headers={"Retry-After": str(error.wait)}) from error
    response.headers["Location"] = f"/tasks/{task_id}/status"
    return TaskId(id=task_id)


@router.get("", responses=errors(403, 404))
def list_tasks(
    caller: Asking,
    database: Database,
    limit: Annotated[int, Query(ge=1, le=100, description="Tasks in one answer.")] = 20,
    cursor: Annotated[str | None, Query(pattern=TASK_ID, description="`next_cursor` of the page before.")] = None,
) -> TaskList:
    """The key's tasks, the latest first."""
    last = _found(database, cursor, _owner(caller)) if cursor else None
    items = tasks_of(database, _owner(caller), limit, None if last is None else (last.created_at, last.id))
    return TaskList(items=items, next_cursor=items[-1].id if len(items) == limit else None)


@router.get("/{task_id}/status", responses=errors(403, 404))
def get_task_status(caller: Asking, database: Database, task_id: Id) -> TaskStatus:
    """How many of the task's URLs are done."""
    return TaskStatus.of(_found(database, task_id, _owner(caller)))


@router.get("/{task_id}/result", response_model=TaskResult, responses=errors(403, 404))
def get_task_result(
    caller: Asking,
    database: Database,
    task_id: Id,
    limit: Annotated[int, Query(ge=1, le=1000, description="URLs in one answer, at most.")] = 100,
    cursor: Annotated[int, Query(ge=0, le=LAST, description="`next_cursor` of the page before.")] = 0,
) -> PlainResponse:
    """What became of each URL, in the order of the list; those that are not done yet have no outcome."""
    task = _found(database, task_id, _owner(caller))
    rows = list(results(database, task_id, cursor - 1, limit, MOST_BYTES))
    following = rows[-1].position + 1 if rows else task.urls
    body = {"id": task_id, "items": [as_result(row) for row in rows]}
    text = json.dumps({**body, "next_cursor": following if following < task.urls else None}, ensure_ascii=False)
    return PlainResponse(text.encode(), media_type="application/json")


@router.post("/{task_id}/cancel", responses=errors(403, 404))
def cancel_the_task(caller: Asking, task_id: Id) -> TaskStatus:
    """Read no more pages: what is not done gets the outcome `cancelled`. Results that are there stay."""

    def stop(database: Connection) -> TaskStatus:
        _found(database, task_id, _owner(caller))
        cancel_task(database, task_id, datetime.now(UTC))
        return TaskStatus.of(_found(database, task_id, _owner(caller)))

    return written(stop)


def _found(database: Connection, task_id: str, owner: str) -> Task:
    """Raises UnknownTaskError for somebody else's, too."""
    task = task_by_id(database, task_id, owner)
    if task is None:
        raise UnknownTaskError(f"there is no task {task_id}: it has expired, or belongs to another key")
    return task


def _owner(caller: Caller) -> str:
    assert caller.key is not None  # `needs` lets nobody in without one
    return caller.key.id
