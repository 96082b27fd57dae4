"""Writing postings: batches in, what became of each out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, StatementError

from jobspider.posting import Posting
from jobspider.store.apply import carry_out
from jobspider.store.faults import Fault, fault, is_duplicate, reason
from jobspider.store.listings import note_listings
from jobspider.store.merge import merge
from jobspider.store.plan import Key, Outcome, key, plan
from jobspider.store.transaction import in_transaction

RACES = 5
"""How often a batch is planned anew because another writer has just inserted one of its postings."""


class _RefusedError(Exception):
    """The database refuses one row of a batch, or more."""


@dataclass(frozen=True)
class UpsertCounts:
    """What became of a batch: numbers, the refused postings with a sentence each, and each one's outcome by key."""

    new: int
    changed: int
    unchanged: int
    failed: list[tuple[Posting, str]]
    outcomes: dict[Key, Outcome]


def upsert(
    target: Engine | Connection, postings: Sequence[Posting], seen_at: datetime, *, reconnects: int = 1
) -> UpsertCounts:
    """Stores the postings, seen at `seen_at` (aware); with an Engine in a transaction of its own.

    A new posting gets a row; one that is known keeps first_seen_at, gets last_seen_at (never moved back) and the
    content that `merge` gives, with a row in posting_versions when a reader would see a difference. One that was
    closed is open again, unless its board says that it is expired, which closes it. Which list named it is noted in the
    same transaction.

    Several of one key count once: they are merged in their order, so of a kind the last one wins. A posting that the
    database refuses is in `failed` and costs no other. With an Engine: repeats after deadlocks, and `reconnects`
    times after the connection was lost; then raises StoreUnavailableError, and nothing is written. With a Connection
    those are the caller's, since the whole transaction is lost with them.
    """
    batch = _distinct(postings)

    def write(connection: Connection) -> UpsertCounts:
        counts = _write(connection, batch, seen_at)
        note_listings(connection, postings)
        return counts

    return write(target) if isinstance(target, Connection) else in_transaction(target, write, reconnects=reconnects)


def _distinct(postings: Iterable[Posting]) -> list[Posting]:
    """One of each key, sorted by key: writers that lock in the same order don't deadlock."""
    found: dict[Key, Posting] = {}
    for posting in postings:
        earlier = found.get(key(posting))
        found[key(posting)] = posting if earlier is None else merge(earlier, posting)
    return sorted(found.values(), key=key)


def _write(connection: Connection, batch: Sequence[Posting], seen_at: datetime) -> UpsertCounts:
    """Halves a batch that the database refuses until the bad row stands alone."""
    if not batch:
        return _counted({}, [])
    try:
        return _counted(_write_together(connection, batch, seen_at), [])
    except _RefusedError as refused:
        if len(batch) == 1:
            sentence = f"the database refuses posting {batch[0].source_id!r} of {batch[0].source}: {refused}"
            return _counted({}, [(batch[0], sentence)])
    middle = len(batch) // 2
    first, second = (_write(connection, part, seen_at) for part in (batch[:middle], batch[middle:]))
    return _counted(first.outcomes | second.outcomes, first.failed + second.failed)


def _write_together(connection: Connection, batch: Sequence[Posting], seen_at: datetime) -> dict[Key, Outcome]:
    """All of the batch, or none of it and _RefusedError; what is not the data's fault passes."""
    for _ in range(RACES):
        try:
            with connection.begin_nested():
                todo = plan(connection, batch, seen_at)
                carry_out(connection, todo, seen_at)
            return todo.outcomes()
        except DBAPIError as error:
            if fault(error) is not Fault.DATA:
                raise
            if not is_duplicate(error):
                raise _RefusedError(reason(error)) from error
        except (StatementError, ValueError, OverflowError) as error:
            raise _RefusedError(str(error)) from error
    raise _RefusedError("a row with its key is there, but is not found by it")


def _counted(outcomes: dict[Key, Outcome], failed: list[tuple[Posting, str]]) -> UpsertCounts:
    numbers = Counter(outcomes.values())
    return UpsertCounts(numbers["new"], numbers["changed"], numbers["unchanged"], failed, outcomes)
