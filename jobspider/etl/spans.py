"""How long postings were open, and how long it took to find them."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, literal

from jobspider.columns import key_text
from jobspider.etl.day_table import day_table
from jobspider.etl.figure import Figure
from jobspider.etl.percentiles import percentiles


def spans(connection: Connection) -> Iterator[Figure]:
    """`days_to_close` of what closed on the day, `hours_to_find` of what was new; of each source and of all."""
    table = day_table.c
    yield from _of("days_to_close", connection, table.days_open, table.is_closed == 1)
    yield from _of("hours_to_find", connection, table.hours_unseen, table.is_new == 1)


def _of(
    figure: str, connection: Connection, span: ColumnElement[float], wanted: ColumnElement[bool]
) -> Iterator[Figure]:
    everything = literal("", key_text(64)).label("source")
    for source in (day_table.c.source, everything):
        for row in connection.execute(percentiles(day_table, [source], span, wanted)).mappings():
            yield Figure(figure, **row)
