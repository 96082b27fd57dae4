"""Inserting a row unless one with its key is there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import mysql, sqlite

from jobspider.columns import MYSQL


def insert_unless_there(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Not INSERT IGNORE: on MySQL that would also cut over-long text in silence."""
    key = next(iter(table.primary_key.columns))
    if connection.dialect.name in MYSQL:
        found = mysql.insert(table).values(dict(row))
        connection.execute(found.on_duplicate_key_update({key.name: key}))
    else:
        connection.execute(sqlite.insert(table).values(dict(row)).on_conflict_do_nothing())
