"""The database, as the commands use it."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from jobspider.cli.shared.refusal import refuse
from jobspider.errors import JobspiderError
from jobspider.store.engine import configured_engine
from jobspider.store.schema import prepare
from jobspider.store.transaction import in_transaction

T = TypeVar("T")


def in_database(work: Callable[[Connection], T]) -> T:
    """What `work` returns, committed; what it refuses is a sentence on standard error, and the exit code 2."""
    engine = configured_engine()
    try:
        prepare(engine)
        return in_transaction(engine, work)
    except JobspiderError as error:
        refuse(error)
