"""How many postings of each source were new, seen, open, closed and listed, and how much the open ones say."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, func, select

from jobspider.etl.day_columns import STATES, TOLD
from jobspider.etl.day_table import day_table
from jobspider.etl.figure import Figure


def counts(connection: Connection) -> Iterator[Figure]:
    """`postings` by state, and `quality`: the open postings that say something; of each source, then of all."""
    rows = connection.execute(_by_source()).all()
    for row in rows:
        yield from _told(row.source, [row])
    yield from _told("", rows)


def _by_source() -> Any:
    table = day_table.c
    states = [func.sum(table[f"is_{name}"]).label(name) for name in STATES]
    told = [func.sum(table[f"has_{name}"] * table.is_open).label(f"with_{name}") for name in TOLD]
    return select(table.source, *states, *told).group_by(table.source).order_by(table.source)


def _told(source: str, rows: list[Row[Any]] | Any) -> Iterator[Figure]:
    for figure, names in (("postings", STATES), ("quality", [f"with_{name}" for name in TOLD])):
        for name in names:
            yield Figure(figure, sum(int(getattr(row, name)) for row in rows), source, name)
