"""What the day's open postings pay a year: of all, by title, by place and by skill, each currency by itself."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal

from jobspider.columns import key_text
from jobspider.etl.day_columns import ESTIMATED, STATED
from jobspider.etl.day_table import day_table
from jobspider.etl.figure import Figure
from jobspider.etl.members import members
from jobspider.etl.percentiles import percentiles


def salaries(connection: Connection) -> Iterator[Figure]:
    """`salary`, `salary_by_title`, `salary_by_place` and `salary_by_skill`; estimates of boards apart."""
    table, named = day_table.c, members(connection, "skills").alias("named")
    everything = literal("", key_text(300)).label("name")
    for basis in (STATED, ESTIMATED):
        yield from _of("salary", connection, day_table, everything, basis)
        yield from _of("salary_by_title", connection, day_table, table.title.label("name"), basis)
        yield from _of("salary_by_place", connection, day_table, table.place.label("name"), basis)
        yield from _of("salary_by_skill", connection, named, named.c.name, basis)


def _of(figure: str, connection: Connection, source: Any, name: ColumnElement[str], basis: str) -> Iterator[Figure]:
    row = source.c
    wanted = [row.basis == basis, row.currency.is_not(None), name.is_not(None)]
    if source is day_table:
        wanted.append(row.is_open == 1)
    for found in connection.execute(percentiles(source, [row.currency, name], row.pay, *wanted)).mappings():
        yield Figure(figure, basis=basis, **found)
