"""Writes of tasks. An outcome may be written again by whoever reads the page again; `cancelled` is final."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from jobspider.store.insert import insert_unless_there
from jobspider.tables import locks, task_urls, tasks
from jobspider.task import Ending, TaskUrl, UrlOutcome

PURGED_AT_ONCE = 100
"""Tasks removed in one transaction: each may hold megabytes."""
LONGEST_DETAIL = 500


def add_task(connection: Connection, row: Mapping[str, Any], urls: Sequence[TaskUrl], now: datetime) -> None:
    """Adds a task and its URLs; some may have an outcome already."""
    connection.execute(insert(tasks).values({**row, "urls": len(urls), "created_at": now, "attempts": 0}))
    rows = [{**url.model_dump(), "task_id": row["id"], "finished_at": now if url.outcome else None} for url in urls]
    connection.execute(insert(task_urls), rows)
    finish_if_done(connection, row["id"], now)


def one_at_a_time(connection: Connection, owner: str, now: datetime) -> None:
    """Until this transaction ends nobody else counts the owner's tasks, so no limit can be passed by two at once."""
    name = f"tasks:{owner}"[:64]
    insert_unless_there(connection, locks, {"name": name, "owner": owner, "expires_at": now})
    connection.execute(select(locks.c.name).where(locks.c.name == name).with_for_update())


def end_url(connection: Connection, task_id: str, position: int, ending: Mapping[str, Any], now: datetime) -> None:
    """Writes what became of one URL: `outcome`, `detail`, and what else is known."""
    mine = (task_urls.c.task_id == task_id) & (task_urls.c.position == position)
    final = task_urls.c.outcome == str(UrlOutcome.CANCELLED)
    values = {**ending, "detail": ending["detail"][:LONGEST_DETAIL], "finished_at": now}
    connection.execute(update(task_urls).where(mine, task_urls.c.outcome.is_(None) | ~final).values(values))
    finish_if_done(connection, task_id, now)


def end_positions(
    connection: Connection, task_id: str, positions: Collection[int] | None, ending: Ending, now: datetime
) -> None:
    """Ends those of the URLs, or all, that have no outcome yet."""
    values = {"outcome": str(ending.outcome), "detail": ending.detail[:LONGEST_DETAIL], "finished_at": now}
    open_ones = _open_urls(task_id)
    if positions is not None:
        open_ones &= task_urls.c.position.in_(positions)
    connection.execute(update(task_urls).where(open_ones).values(values))
    finish_if_done(connection, task_id, now)


def cancel_task(connection: Connection, task_id: str, now: datetime) -> None:
    """Ends what has no outcome yet as cancelled; whoever crawls the task stops."""
    connection.execute(
        update(tasks).where(tasks.c.id == task_id, tasks.c.finished_at.is_(None)).values(cancelled_at=now)
    )
    ending = Ending(UrlOutcome.CANCELLED, "the task was cancelled before this page was read")
    end_positions(connection, task_id, None, ending, now)


def count_attempt(connection: Connection, task_id: str) -> int:
    """Notes that a process ended and left URLs without an outcome; how many such there were."""
    connection.execute(update(tasks).where(tasks.c.id == task_id).values(attempts=tasks.c.attempts + 1))
    return connection.execute(select(tasks.c.attempts).where(tasks.c.id == task_id)).scalar() or 0


def finish_if_done(connection: Connection, task_id: str, now: datetime) -> None:
    """Notes the task's end if no URL is left. Two that end the last two URLs at once see each other's as open: then
    the next look of a runner notes it."""
    mine = (tasks.c.id == task_id) & tasks.c.finished_at.is_(None)
    connection.execute(update(tasks).where(mine, ~exists().where(_open_urls(task_id))).values(finished_at=now))


def purge(connection: Connection, now: datetime) -> int:
    """Removes tasks that have expired, some at once; how many. Their processes then have nothing left to do."""
    expired = select(tasks.c.id).where(tasks.c.expires_at < now).order_by(tasks.c.expires_at).limit(PURGED_AT_ONCE)
    ids = connection.execute(expired).scalars().all()
    connection.execute(delete(task_urls).where(task_urls.c.task_id.in_(ids)))
    connection.execute(delete(tasks).where(tasks.c.id.in_(ids)))
    connection.execute(delete(locks).where(locks.c.name.startswith("task:"), locks.c.expires_at < now))
    return len(ids)


def _open_urls(task_id: str) -> ColumnElement[bool]:
    return (task_urls.c.task_id == task_id) & task_urls.c.outcome.is_(None)
