"""The day's postings in a temporary table: what figures are counted from, short columns only, all of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Engine, MetaData, SmallInteger, Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from jobspider.columns import MYSQL, UtcDateTime, double, key_text, long_text
from jobspider.etl.day import Day
from jobspider.etl.day_columns import STATES, TOLD, any_state, copied
from jobspider.store.transaction import translated
from jobspider.tables import postings


def _flags(start: str, names: tuple[str, ...]) -> list[Column[Any]]:
    return [Column(f"{start}_{name}", SmallInteger(), nullable=False) for name in names]


day_table = Table(
    "rollup_postings",
    MetaData(),
    Column("id", BigInteger(), primary_key=True, autoincrement=False),
    Column("source", key_text(64), nullable=False),
    Column("first_seen_at", UtcDateTime(), nullable=False),
    *_flags("is", STATES),
    *_flags("has", TOLD),
    Column("title", key_text(300), nullable=False),
    Column("place", key_text(300)),
    Column("basis", key_text(9), nullable=False),
    Column("currency", key_text(3)),
    Column("pay", double()),
    Column("days_open", double()),
    Column("hours_unseen", double()),
    Column("skills", long_text()),
    Column("skills_required", long_text()),
    prefixes=["TEMPORARY"],
    mysql_engine="InnoDB",
    mysql_charset="utf8mb4",
    mysql_row_format="DYNAMIC",
)


@contextmanager
def day_of(engine: Engine, day: Day) -> Iterator[Connection]:
    """A connection on which `day_table` holds the postings of the day; nothing is locked meanwhile.

    Raises StoreUnavailableError when the database fails, there or in what is done with it.
    """
    with engine.connect() as connection:
        day_table.create(connection, checkfirst=False)
        try:
            fill(connection, day)
            yield connection
            _drop(connection)
        except DBAPIError as error:
            connection.invalidate()
            raise translated(error, engine) from error
        except BaseException:
            connection.invalidate()  # the table ends with the connection, whatever still reads it
            raise


def fill(connection: Connection, day: Day) -> None:
    """Copies them, in one statement."""
    values = copied(day)
    wanted = select(*values.values()).select_from(postings).where(any_state(day))
    connection.execute(insert(day_table).from_select(list(values), wanted))


def _drop(connection: Connection) -> None:
    """Before the pool's next user meets the table. A DROP TABLE without TEMPORARY would commit on MySQL."""
    temporary = "TEMPORARY " if connection.dialect.name in MYSQL else ""
    connection.execute(text(f"DROP {temporary}TABLE {day_table.name}"))
    connection.commit()
