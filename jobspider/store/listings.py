"""Which scope lists which posting, and which scopes a run has read to their end."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, Connection, bindparam, literal, select, update
from sqlalchemy.dialects import mysql, sqlite

from jobspider.columns import MYSQL
from jobspider.listing import run_mark
from jobspider.posting import Posting
from jobspider.store.insert import insert_unless_there
from jobspider.tables import listings, postings, scopes

Mention = tuple[str, str, str]
"""Source, scope and run."""


def note_listings(connection: Connection, batch: Iterable[Posting]) -> None:
    """Notes which list has named each posting of a batch that has just been written; one statement a list."""
    named: dict[Mention, list[str]] = {}
    for posting in batch:
        if posting.listing is not None:
            named.setdefault((posting.source, *posting.listing), []).append(posting.source_id)
    for (source, scope, run), keys in sorted(named.items()):
        note_listed(connection, source, scope, run, keys)


def note_listed(connection: Connection, source: str, scope: str, run: str, keys: Sequence[str]) -> None:
    """Notes that the scope lists these postings, by `source_id`, in this run; those that are not stored are left out.

    For whoever moves last_seen_at without storing a posting anew.
    """
    number = scope_id(connection, source, scope)
    mark = literal(run_mark(run), BigInteger())
    found = select(literal(number, BigInteger()), postings.c.id, mark).where(
        postings.c.source == source, postings.c.source_id.in_(sorted(set(keys)))
    )
    names = ["scope_id", "posting_id", "run_mark"]
    if connection.dialect.name in MYSQL:
        rows = mysql.insert(listings).from_select(names, found)
        connection.execute(rows.on_duplicate_key_update(run_mark=rows.inserted.run_mark))
    else:
        other = sqlite.insert(listings).from_select(names, found)
        keys_of = ["scope_id", "posting_id"]
        connection.execute(
            other.on_conflict_do_update(index_elements=keys_of, set_={"run_mark": other.excluded.run_mark})
        )


def scope_id(connection: Connection, source: str, name: str) -> int:
    """The scope's row, which is made when it is not there."""
    wanted = select(scopes.c.id).where(scopes.c.source == source, scopes.c.name == name)
    found: int | None = connection.scalar(wanted)
    if found is None:
        insert_unless_there(connection, scopes, {"source": source, "name": name})
        # Another writer may have made it since this transaction began to read: a lock sees what is there now.
        found = connection.scalar(wanted.with_for_update())
    if found is None:
        raise LookupError(f"the scope {name!r} of {source} was removed while it was written")
    return found


def note_scopes(connection: Connection, source: str, run: str, ended: Iterable[str], troubled: Iterable[str]) -> None:
    """Says which lists a process has read to their end in this run, and of which it could not read something."""
    for column, names in ((scopes.c.ended_in, ended), (scopes.c.troubled_in, troubled)):
        rows = [{"scope": scope_id(connection, source, name)} for name in sorted(set(names))]
        if rows:
            connection.execute(update(scopes).where(scopes.c.id == bindparam("scope")).values({column: run}), rows)
