"""Percentiles in any SQL that has window functions: SQLite from 3.25, MariaDB from 10.2, MySQL from 8."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from jobspider.etl.figure import FEWEST, MOST

PARTS = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}


def percentiles(
    source: Any, keys: Sequence[ColumnElement[Any]], value: ColumnElement[Any], *wanted: ColumnElement[bool]
) -> Select[Any]:
    """The keys, n, and a column for each of PARTS, of the MOST frequent keys that have FEWEST values or more.

    Between two values it is interpolated linearly, as PERCENTILE_CONT does. `source` is read once only: MySQL opens a
    temporary table no second time in a statement.
    """
    place = (func.row_number().over(partition_by=keys, order_by=value) - 1).label("place")
    n = func.count().over(partition_by=keys).label("n")
    ranked = select(*keys, value.label("value"), place, n).select_from(source).where(value.is_not(None), *wanted)
    rows = ranked.subquery()
    names = [rows.c[str(key.key)] for key in keys]
    parts = [_weighted(rows, part).label(name) for name, part in PARTS.items()]
    grouped = select(*names, rows.c.n, *parts).where(rows.c.n >= FEWEST).group_by(*names, rows.c.n)
    return grouped.order_by(rows.c.n.desc(), *names).limit(MOST)


def _weighted(rows: Any, part: float) -> ColumnElement[float]:
    """Only the two values next to the percentile's place weigh anything; together they weigh 1."""
    distance = func.abs(rows.c.place - (rows.c.n - 1) * part)
    return func.sum(case((distance < 1, (1 - distance) * rows.c.value), else_=0.0))
