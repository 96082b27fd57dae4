"""Carries out a plan: one bulk statement for each kind of work."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from jobspider.matching.facts import COMPARED
from jobspider.posting import Posting
from jobspider.store import outbox
from jobspider.store.plan import Change, Known, Plan, key
from jobspider.store.statements import insert, overwrite
from jobspider.store.words import queue, queue_new
from jobspider.tables import match_queue, posting_versions, postings, search_queue

EXPIRED = "expired"
"""`closed_reason` of a posting that its own board marks as expired."""
PASSED = "valid_through"
"""`closed_reason` of a posting whose own end has passed; boards go on listing such postings."""

_CONTENT = (*Posting.model_fields, "content_hash", "last_seen_at", "closed_at", "closed_reason")
_NEW = (*_CONTENT, "first_seen_at")
_LONG = ("description_html", "description_text")
_UNDESCRIBED = tuple(name for name in _NEW if name not in _LONG)
"""What is sent of a change that leaves the description alone: the long texts are most of a row's cost."""
_KEPT = frozenset({"source", "source_id", "first_seen_at"})
_STATE = frozenset({"closed_at", "closed_reason"})
_VERSION = ("posting_id", "changed_at", "content_hash", "replaced")


def carry_out(connection: Connection, todo: Plan, seen_at: datetime) -> None:
    """Writes the plan; the caller's transaction makes it all or nothing."""
    dialect = connection.dialect
    insert(dialect, postings, _NEW).execute(connection, [_new_row(posting, seen_at) for posting in todo.new])
    keys = [key(posting) for posting in todo.new]
    queue_new(connection, keys)
    outbox.note_new(connection, keys, seen_at)
    queue(connection, search_queue, [change.known.id for change in todo.changed])  # pay counts, too: for alerts
    compared = [change.known.id for change in todo.changed if not change.fields.isdisjoint(COMPARED)]
    queue(connection, match_queue, compared)
    insert(dialect, posting_versions, _VERSION).execute(connection, [_version(c, seen_at) for c in todo.changed])
    for described, columns in ((True, _NEW), (False, _UNDESCRIBED)):
        changes = [c for c in (*todo.changed, *todo.rehashed) if c.fields.isdisjoint(_LONG) is not described]
        rows = [_changed_row(change, seen_at) for change in changes]
        replaced = tuple(name for name in columns if name not in _KEPT)
        overwrite(dialect, postings, ("id", *columns), replaced).execute(connection, rows)
    _touch(connection, todo.same, seen_at)
    if outbox.wanted():
        _tell(connection, todo, seen_at)


def _tell(connection: Connection, todo: Plan, seen_at: datetime) -> None:
    """What changed, and then what is closed now; one that is open again has changed in its state."""
    outbox.note_new(connection, [key(posting) for posting in todo.new if posting.is_expired], seen_at, "closed")
    others = ((change.known, change.after, change.fields) for change in (*todo.changed, *todo.rehashed))
    same = ((known, posting, frozenset[str]()) for known, posting in todo.same)
    changed, ended = [], []
    for known, posting, fields in (*others, *same):
        closed_at, _ = _closed(known, posting, seen_at)
        opened = _STATE if known.closed_at is not None and closed_at is None else frozenset()
        if fields | opened:
            changed.append((known.id, fields | opened))
        if known.closed_at is None and closed_at is not None:
            ended.append(known.id)
    outbox.note_changed(connection, changed, seen_at)
    outbox.note_closed(connection, ended, seen_at)


def _new_row(posting: Posting, seen_at: datetime) -> dict[str, Any]:
    closed = (seen_at, EXPIRED) if posting.is_expired else (None, None)
    return _row(posting, last_seen_at=seen_at, first_seen_at=seen_at, closed_at=closed[0], closed_reason=closed[1])


def _changed_row(change: Change, seen_at: datetime) -> dict[str, Any]:
    known = change.known
    closed_at, closed_reason = _closed(known, change.after, seen_at)
    last = max(known.last_seen_at, seen_at)
    # first_seen_at only fills the INSERT's column list; an existing row keeps its own.
    return _row(
        change.after,
        id=known.id,
        first_seen_at=seen_at,
        last_seen_at=last,
        closed_at=closed_at,
        closed_reason=closed_reason,
    )


def _row(posting: Posting, **stored: Any) -> dict[str, Any]:
    return {**posting.__dict__, "content_hash": posting.content_hash, **stored}


def _version(change: Change, seen_at: datetime) -> dict[str, Any]:
    return {
        "posting_id": change.known.id,
        "changed_at": seen_at,
        "content_hash": change.known.content_hash,
        "replaced": change.before.model_dump_json(include=set(change.fields)),
    }


def _closed(known: Known, posting: Posting, seen_at: datetime) -> tuple[datetime | None, str | None]:
    """Open when it was seen after it was closed, unless its board says that it is expired; closed once stays so.

    One whose end has passed is open again only when its board names another end.
    """
    if posting.is_expired and known.closed_at is None:
        return seen_at, EXPIRED
    if known.closed_reason == PASSED and posting.valid_through is not None and posting.valid_through < seen_at:
        return known.closed_at, known.closed_reason
    if posting.is_expired or (known.closed_at is not None and seen_at < known.closed_at):
        return known.closed_at, known.closed_reason
    return None, None


def _touch(connection: Connection, same: Sequence[tuple[Known, Posting]], seen_at: datetime) -> None:
    """Moves last_seen_at, and opens or closes what has the same content but another state; three statements at most."""
    closings = [(known, _closed(known, posting, seen_at)) for known, posting in same]
    moved = [(known, closed) for known, closed in closings if known.closed_at == closed[0]]
    _update(connection, (k.id for k, _ in moved if k.last_seen_at < seen_at), last_seen_at=seen_at)
    for state in ((None, None), (seen_at, EXPIRED)):
        ids = [k.id for k, closed in closings if k.closed_at != closed[0] and closed == state]
        _update(connection, ids, last_seen_at=seen_at, closed_at=state[0], closed_reason=state[1])


def _update(connection: Connection, ids: Iterable[int], **values: Any) -> None:
    wanted = sorted(ids)
    if wanted:
        connection.execute(update(postings).where(postings.c.id.in_(wanted)).values(**values))
