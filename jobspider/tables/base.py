"""What all tables share: one MetaData, MySQL's options, the key."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

INNODB: dict[str, Any] = {
    # utf8mb4 throughout; DYNAMIC rows let long text lie outside the row, so 30 columns fit a page.
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    # Named, since every server and version has another default; both MySQL and MariaDB have this one.
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def row_id() -> Column[int]:
    """A key that the database counts up; upserts leave gaps on MySQL, so 64 bits."""
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def posting_queue(name: str, comment: str) -> Table:
    """A queue of postings that were written and have to be worked on; one may stand in it several times."""
    posting_id = Column("posting_id", BigInteger(), nullable=False, comment=comment)
    return Table(name, metadata, row_id(), posting_id, **INNODB)
