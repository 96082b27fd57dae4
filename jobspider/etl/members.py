"""The members of the JSON lists of a day's postings, a row each, in each database's own SQL."""

from sqlalchemy import Connection, Subquery, column, text

from jobspider.columns import MYSQL, key_text
from jobspider.etl.day_table import day_table

ROWS = {
    "mysql": "JSON_TABLE({0}, '$[*]' COLUMNS (value VARCHAR(300) CHARACTER SET utf8mb4 PATH '$')) AS member",
    "sqlite": "json_each({0}) AS member",
}
BYTEWISE = {"mysql": "COLLATE utf8mb4_bin", "sqlite": ""}
PAID = ("basis", "currency", "pay")


def members(connection: Connection, listed: str) -> Subquery:
    """The day's open postings, a row a member of this list of theirs: its `name`, and what the posting pays."""
    kind = "mysql" if connection.dialect.name in MYSQL else "sqlite"
    kept = ", ".join(f"{day_table.name}.{name}" for name in PAID)
    rows = ROWS[kind].format(f"{day_table.name}.{listed}")
    statement = (
        f"SELECT {kept}, member.value {BYTEWISE[kind]} AS name "  # noqa: S608  names of our own
        f"FROM {day_table.name}, {rows} WHERE {day_table.name}.is_open = 1"
    )
    typed = [column(name, day_table.c[name].type) for name in PAID]
    return text(statement).columns(*typed, column("name", key_text(300))).subquery()
