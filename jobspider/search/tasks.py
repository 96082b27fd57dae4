"""Tasks, their progress and their results."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from jobspider.tables import task_urls, tasks
from jobspider.task import Task, TaskUrl


class OpenTask(NamedTuple):
    """A task with URLs that have no outcome yet."""

    id: str
    urls: int
    """How many these are."""


class Known(NamedTuple):
    """The task that an idempotency key has made."""

    id: str
    body_hash: str


def task_by_id(connection: Connection, task_id: str, owner: str) -> Task | None:
    """One of the owner's tasks, or None."""
    wanted = select(tasks).where(tasks.c.id == task_id, tasks.c.owner == owner)
    return next(iter(_tasks(connection, wanted)), None)


def tasks_of(connection: Connection, owner: str, limit: int, before: tuple[datetime, str] | None = None) -> list[Task]:
    """The owner's tasks, the latest first; `before`: those after this (created_at, id) in that order."""
    wanted = select(tasks).where(tasks.c.owner == owner).order_by(tasks.c.created_at.desc(), tasks.c.id.desc())
    if before is not None:
        created_at, task_id = before
        later = (tasks.c.created_at == created_at) & (tasks.c.id < task_id)
        wanted = wanted.where((tasks.c.created_at < created_at) | later)
    return _tasks(connection, wanted.limit(limit))


def task_of_key(connection: Connection, owner: str, idempotency_key: str) -> Known | None:
    """The task that the owner made with this key, or None."""
    wanted = select(tasks.c.id, tasks.c.body_hash).where(
        tasks.c.owner == owner, tasks.c.idempotency_key == idempotency_key
    )
    row = connection.execute(wanted).one_or_none()
    return None if row is None else Known(*row)


def open_count(connection: Connection, owner: str) -> int:
    """How many of the owner's tasks are not finished."""
    mine = select(func.count()).select_from(tasks).where(tasks.c.owner == owner, tasks.c.finished_at.is_(None))
    return connection.execute(mine).scalar_one()


def urls_since(connection: Connection, owner: str, since: datetime) -> int:
    """How many URLs the owner has handed over since a moment."""
    mine = select(func.coalesce(func.sum(tasks.c.urls), 0)).where(tasks.c.owner == owner, tasks.c.created_at > since)
    return int(connection.execute(mine).scalar_one())


def open_tasks(connection: Connection, limit: int) -> list[OpenTask]:
    """Unfinished tasks, the oldest first, with the number of URLs that are left."""
    left = func.count(task_urls.c.id)
    wanted = (
        select(tasks.c.id, left)
        .outerjoin(task_urls, (task_urls.c.task_id == tasks.c.id) & task_urls.c.outcome.is_(None))
        .where(tasks.c.finished_at.is_(None))
        .group_by(tasks.c.id, tasks.c.created_at)
        .order_by(tasks.c.created_at, tasks.c.id)
        .limit(limit)
    )
    return [OpenTask(*row) for row in connection.execute(wanted)]


def open_urls(connection: Connection, task_id: str) -> list[TaskUrl]:
    """The URLs of a task that have no outcome yet."""
    mine = (task_urls.c.task_id == task_id) & task_urls.c.outcome.is_(None)
    wanted = select(task_urls.c.position, task_urls.c.url).where(mine).order_by(task_urls.c.position)
    return [TaskUrl(position=position, url=url) for position, url in connection.execute(wanted)]


def is_cancelled(connection: Connection, task_id: str) -> bool:
    """Whether somebody has cancelled the task, or it is gone."""
    found = connection.execute(select(tasks.c.id).where(tasks.c.id == task_id, tasks.c.cancelled_at.is_(None))).first()
    return found is None


def results(connection: Connection, task_id: str, after: int, limit: int, most_bytes: int) -> Iterator[TaskUrl]:
    """The URLs of a task behind a position; fewer than `limit` where they would be longer than `most_bytes`."""
    names = [task_urls.c[name] for name in TaskUrl.model_fields]
    size = func.coalesce(func.length(task_urls.c.result), 0)
    mine = (task_urls.c.task_id == task_id) & (task_urls.c.position > after)
    listed = select(task_urls.c.position, size).where(mine).order_by(task_urls.c.position).limit(limit)
    chosen = _within([(position, length) for position, length in connection.execute(listed)], most_bytes)
    wanted = select(*names).where(task_urls.c.task_id == task_id, task_urls.c.position.in_(chosen))
    for row in connection.execute(wanted.order_by(task_urls.c.position)).mappings():
        yield TaskUrl.model_validate(dict(row))


def _within(sizes: Sequence[tuple[int, int]], most_bytes: int) -> list[int]:
    total, chosen = 0, list[int]()
    for position, size in sizes:
        total += size
        if chosen and total > most_bytes:
            break
        chosen.append(position)
    return chosen


def _tasks(connection: Connection, wanted: Select[Any]) -> list[Task]:
    rows = connection.execute(wanted).mappings().all()
    done = _completed(connection, [row["id"] for row in rows])
    return [Task.model_validate({**row, "completed": done.get(row["id"], 0)}) for row in rows]


def _completed(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    if not ids:
        return {}
    wanted = select(task_urls.c.task_id, func.count()).where(
        task_urls.c.task_id.in_(ids), task_urls.c.outcome.is_not(None)
    )
    return dict(connection.execute(wanted.group_by(task_urls.c.task_id)).tuples().all())
