"""What SQLite needs so that several processes may write one file."""

import sqlite3
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_SECONDS = 30
"""How long a statement waits for another process's write transaction to end."""
WRITES = {"sqlite_begin": "IMMEDIATE"}
"""Execution options of a connection that will write: it waits for its turn at BEGIN, where waiting is still allowed.

A transaction that has read and then wants to write is refused at once when another has written in between.
"""


def listen(engine: Engine) -> None:
    """Sets up each new connection, and begins transactions ourselves: Python's driver begins them too late."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns the write-ahead log on; SQLite doesn't wait here while another process does the same, so we do."""
    deadline = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > deadline:
                raise
            sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")
