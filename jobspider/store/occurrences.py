"""Writes of occurrences: each exists once, whoever finds it due."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, update

from jobspider.records import State
from jobspider.store.insert import insert_unless_there
from jobspider.tables import occurrences


def open_occurrence(  # noqa: PLR0913, PLR0917  the columns of one row
    connection: Connection,
    schedule_id: int,
    due_at: datetime,
    run_id: str,
    state: State,
    detail: str | None,
    now: datetime,
) -> None:
    """Notes that the schedule was due; when another daemon was first, its row stays as it is."""
    row = {"schedule_id": schedule_id, "due_at": due_at, "run_id": run_id, "state": str(state), "nodes": {}}
    insert_unless_there(connection, occurrences, {**row, "detail": detail, "changed_at": now})


def change_occurrence(  # noqa: PLR0913, PLR0917  the columns of one row
    connection: Connection,
    occurrence_id: int,
    state: State,
    nodes: Mapping[str, str],
    detail: str | None,
    now: datetime,
) -> None:
    """Says what has become of it."""
    values = {"state": str(state), "nodes": dict(nodes), "detail": detail and detail[:500], "changed_at": now}
    connection.execute(update(occurrences).where(occurrences.c.id == occurrence_id).values(values))
