"""Skills of open postings, read again when the dictionary has changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, RowMapping, select, update

from jobspider.clean.skill_dictionary import Dictionary
from jobspider.clean.skills import find_skills
from jobspider.store.insert import insert_unless_there
from jobspider.store.skills import REFRESH, dictionary_in
from jobspider.store.transaction import in_transaction
from jobspider.store.words import queue
from jobspider.tables import postings, refreshes, search_queue

BATCH = 500
"""Postings that are read again in one transaction."""


class Batch(NamedTuple):
    """Part of the work: whether there is more, and how many postings got other skills."""

    more: bool
    changed: int


def refresh_skills(engine: Engine, stopped: Callable[[], bool] = lambda: False) -> int:
    """Reads the skills of open postings again, unless the present dictionary has done it; how many got other ones.

    In batches, each its own transaction: it may be stopped, and goes on from there when it is called again, by
    whomever. Skills that no dictionary named are the board's own and stay.
    """
    changed, more = 0, True
    while more and not stopped():
        more, here = in_transaction(engine, _batch)
        changed += here
    return changed


def start_over(engine: Engine) -> None:
    """Lets the next `refresh_skills` read all of them, even if this dictionary has done it; one under way goes on."""
    done = (refreshes.c.name == REFRESH) & refreshes.c.finished_at.is_not(None)
    begun = update(refreshes).where(done).values(done_until=0, finished_at=None)
    in_transaction(engine, lambda connection: connection.execute(begun))


def _batch(connection: Connection) -> Batch:
    dictionary = dictionary_in(connection)
    state = _state(connection, dictionary)
    if state["finished_at"] is not None:
        return Batch(False, 0)
    columns = [postings.c[name] for name in ("id", "title", "description_text", "skills", "skills_required")]
    wanted = select(*columns).where(postings.c.closed_at.is_(None), postings.c.id > state["done_until"])
    rows = connection.execute(wanted.order_by(postings.c.id).limit(BATCH).with_for_update()).mappings().all()
    known = dictionary.names.union(state["former"])
    changes = [change for row in rows if (change := _read_again(row, dictionary, known))]
    for change in changes:
        connection.execute(update(postings).where(postings.c.id == change["id"]).values(change))
    queue(connection, search_queue, [change["id"] for change in changes])
    _note(connection, rows)
    return Batch(len(rows) == BATCH, len(changes))


def _read_again(row: RowMapping, dictionary: Dictionary, known: frozenset[str]) -> dict[str, Any] | None:
    """What changes in the row; None: nothing."""
    mentions = find_skills(row["title"], row["description_text"], dictionary)
    own = known.issuperset(row["skills"])
    found = tuple(mention.name for mention in mentions) if own else row["skills"]
    required = tuple(mention.name for mention in mentions if mention.required)
    if (found, required) == (row["skills"], row["skills_required"]):
        return None
    return {"id": row["id"], "skills": found, "skills_required": required}


def _state(connection: Connection, dictionary: Dictionary) -> RowMapping:
    """How far it is with this dictionary; locked until the transaction ends, so that two share the work in turns."""
    start = {"digest": dictionary.digest, "done_until": 0, "finished_at": None}
    names = sorted(dictionary.names)
    insert_unless_there(connection, refreshes, {"name": REFRESH, **start, "names": names, "former": []})
    mine = select(refreshes).where(refreshes.c.name == REFRESH).with_for_update()
    row = connection.execute(mine).mappings().one()
    if row["digest"] == start["digest"]:
        return row
    begun = {**start, "names": names, "former": sorted({*row["former"], *row["names"]})}
    connection.execute(update(refreshes).where(refreshes.c.name == REFRESH).values(begun))
    return connection.execute(mine).mappings().one()


def _note(connection: Connection, rows: Any) -> None:
    done: dict[str, Any] = {"done_until": rows[-1]["id"]} if rows else {}
    if len(rows) < BATCH:
        done["finished_at"] = datetime.now(UTC)
    connection.execute(update(refreshes).where(refreshes.c.name == REFRESH).values(done))
