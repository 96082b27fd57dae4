"""Events of postings: written with the change they tell of, read in order, removed once they were delivered.

Written only by processes whose JOBSPIDER_EVENTS_URL is set: nobody would ever take what others wrote. Whoever changes a
posting holds its row until the transaction ends, so of one posting a later event has a larger id and is never seen
before an earlier one. Across postings ids may become visible out of order: nothing here goes by the largest id seen.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, delete, func, insert, literal, null, select

from jobspider.config import config
from jobspider.store.statements import insert as bulk_insert
from jobspider.tables import outbox, postings

Kind = Literal["new", "changed", "closed"]
_COLUMNS = ("posting_id", "event", "at", "fields")


class Waiting(NamedTuple):
    """An event that was not delivered yet; `fields` are those that changed."""

    id: int
    posting_id: int
    event: Kind
    at: datetime
    fields: list[str] | None


def wanted() -> bool:
    """Whether anybody is told."""
    return config().events_url is not None


def note_new(connection: Connection, keys: Sequence[tuple[str, str]], at: datetime, event: Kind = "new") -> None:
    """Postings that were just inserted, by source and source_id; `closed` for those that came as such, after it."""
    for source in dict.fromkeys(source for source, _ in keys) if wanted() else ():
        ids = [source_id for found, source_id in keys if found == source]
        mine = (postings.c.source == source, postings.c.source_id.in_(ids))
        told = select(postings.c.id, literal(event), literal(at, outbox.c.at.type), null()).where(*mine)
        connection.execute(insert(outbox).from_select(_COLUMNS, told, include_defaults=False))


def note_changed(connection: Connection, changes: Iterable[tuple[int, Iterable[str]]], at: datetime) -> None:
    """Postings by id, and the fields in which each is another now. Open again is a change of `closed_at`, too."""
    _note(connection, [_row(number, "changed", at, sorted(fields)) for number, fields in changes])


def note_closed(connection: Connection, ids: Iterable[int], at: datetime) -> None:
    """Postings that are closed now and were open before."""
    _note(connection, [_row(number, "closed", at) for number in ids])


def _row(number: int, event: Kind, at: datetime, fields: list[str] | None = None) -> dict[str, Any]:
    return {"posting_id": number, "event": event, "at": at, "fields": fields}


def _note(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if wanted():
        bulk_insert(connection.dialect, outbox, _COLUMNS).execute(connection, rows)


def waiting(connection: Connection, most: int) -> list[Waiting]:
    """The first events that wait."""
    columns = [outbox.c[name] for name in Waiting._fields]
    return [Waiting(*row) for row in connection.execute(select(*columns).order_by(outbox.c.id).limit(most))]


def depth(connection: Connection) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    count, oldest = connection.execute(select(func.count(), func.min(outbox.c.at)).select_from(outbox)).one()
    return int(count), oldest


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Events that were delivered."""
    connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))
