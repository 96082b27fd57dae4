"""One write transaction, repeated where repeating helps: other writers in the way, a connection that was lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import uniform
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from jobspider.errors import DatabaseSchemaError, StoreUnavailableError
from jobspider.store.faults import Fault, fault, reason
from jobspider.store.sqlite import WRITES

T = TypeVar("T")

TURNS = 12
"""How often a transaction is repeated when others are in the way; with the pauses about 2 seconds in all."""
LOCKED_SECONDS = 60.0
"""How long it is repeated at most, where each time it has waited for a lock."""


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that will write: committed at the end, rolled back on any error."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        yield connection


def in_transaction(engine: Engine, work: Callable[[Connection], T], *, reconnects: int = 1) -> T:
    """What `work` returns, committed; it may be called several times, each time in a fresh transaction.

    Repeats at once after a deadlock, a lock timeout or "database is locked", at most TURNS times, and `reconnects`
    times after the connection failed. Raises StoreUnavailableError when that is not enough, DatabaseSchemaError when
    a table or column is missing; other database errors pass as they are. Nothing is written unless it returns.
    """
    turns, connections, ends = TURNS, reconnects, monotonic() + LOCKED_SECONDS
    while True:
        try:
            with transaction(engine) as connection:
                return work(connection)
        except DBAPIError as error:
            kind = fault(error)
            turns, connections = turns - (kind is Fault.CONTENTION), connections - (kind is Fault.UNAVAILABLE)
            hopeless = kind in {Fault.DATA, Fault.SCHEMA} or monotonic() > ends
            if hopeless or turns < 0 or connections < 0:
                raise translated(error, engine) from error
        sleep(uniform(0.5, 1.5) * 0.02 * (TURNS - turns))  # noqa: S311 - spreads writers, hides nothing


def in_batches(engine: Engine, batch: Callable[[Connection], int], most: int | None = None) -> int:
    """Works a queue off: repeats `batch`, which says how many it took, until that is none or `most` were taken.

    Each batch is a transaction, so `most` may be passed by one. Raises as `in_transaction` does; what was not
    committed stays queued.
    """
    done = 0
    while most is None or done < most:
        taken = in_transaction(engine, batch)
        done += taken
        if taken == 0:
            break
    return done


def translated(error: DBAPIError, engine: Engine) -> Exception:
    """The error as jobspider names it; a data error stays as it is."""
    kind = fault(error)
    where = engine.url.render_as_string(hide_password=True)
    if kind is Fault.SCHEMA:
        return DatabaseSchemaError(f"{where} lacks a table or column ({reason(error)}): run `jobspider db upgrade`")
    if kind is Fault.DATA:
        return error
    return StoreUnavailableError(
        f"{where} cannot be used now: {reason(error)}. Check that the server runs and JOBSPIDER_DATABASE_URL"
    )
