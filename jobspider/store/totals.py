"""Totals that outlive the processes that count."""

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from jobspider.store.insert import insert_unless_there
from jobspider.tables import totals

EVENTS_DELIVERED = "events_delivered"
EVENTS_FAILED = "events_failed"


def add(connection: Connection, name: str, number: int) -> None:
    """So many more."""
    insert_unless_there(connection, totals, {"name": name, "number": 0})
    connection.execute(update(totals).where(totals.c.name == name).values(number=totals.c.number + number))


def totals_of(connection: Connection) -> Mapping[str, int]:
    """What was counted, by name; what never was is left out."""
    return {row.name: row.number for row in connection.execute(select(totals))}
