"""INSERT statements as the driver's executemany wants them: text once, then tuples, each value encoded by its column.

SQLAlchemy's own executemany builds a dictionary and walks the bind processors for each row; with 40 columns that costs
more than the insert. PyMySQL sends many rows in one statement only where the text has this plain shape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import JSON, Connection, Dialect, Table
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.sql.dml import Insert
from sqlalchemy.types import TypeEngine

from jobspider.columns import MYSQL

Encode = Callable[[Any], Any]


@dataclass(frozen=True)
class BulkInsert:
    """An INSERT of many rows, for one dialect."""

    text: str
    values_of: Callable[[dict[str, Any]], tuple[Any, ...]]
    encoders: tuple[tuple[int, Encode], ...]

    def row(self, values: dict[str, Any]) -> list[Any]:
        """The values in the statement's order, as the driver takes them."""
        row = list(self.values_of(values))
        for place, encode in self.encoders:
            if row[place] is not None:
                row[place] = encode(row[place])
        return row

    def execute(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Inserts the rows; each gives a value for every column of the statement."""
        if rows:
            connection.exec_driver_sql(self.text, [tuple(self.row(values)) for values in rows])


@cache
def insert(dialect: Dialect, table: Table, names: tuple[str, ...]) -> BulkInsert:
    """INSERT of these columns."""
    return _compiled(dialect, mysql.insert(table) if dialect.name in MYSQL else sqlite.insert(table), names)


@cache
def overwrite(
    dialect: Dialect, table: Table, names: tuple[str, ...], replaced: tuple[str, ...], unique: tuple[str, ...] = ("id",)
) -> BulkInsert:
    """UPDATE of many rows by a unique key, each to its own values; a row that isn't there is inserted.

    `names` are the columns given: the key, those without default, and `replaced`, the ones that change.
    """
    if dialect.name in MYSQL:
        found = mysql.insert(table)
        return _compiled(dialect, found.on_duplicate_key_update({n: found.inserted[n] for n in replaced}), names)
    statement = sqlite.insert(table)
    new = {name: statement.excluded[name] for name in replaced}
    return _compiled(dialect, statement.on_conflict_do_update(index_elements=unique, set_=new), names)


def _compiled(dialect: Dialect, statement: Insert, names: tuple[str, ...]) -> BulkInsert:
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order = cast(list[str], compiled.positiontup)
    encoders = [_encoder(dialect, statement.table.c[name].type) for name in order]
    return BulkInsert(
        str(compiled), itemgetter(*order), tuple((place, encode) for place, encode in enumerate(encoders) if encode)
    )


def _encoder(dialect: Dialect, kind: TypeEngine[Any]) -> Encode | None:
    """How the driver wants a value of this type; None when it takes it as it is. JSON text is taken as JSON."""
    encode = cast(Encode | None, kind.dialect_impl(dialect).bind_processor(dialect))
    if not isinstance(kind, JSON) or encode is None:
        return encode
    return lambda value: value if isinstance(value, str) else encode(value)
