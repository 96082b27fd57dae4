"""The figures of each day."""

from sqlalchemy import JSON, BigInteger, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint

from jobspider.columns import UtcDateTime, double, key_text
from jobspider.tables.base import INNODB, metadata, row_id

daily_rollups = Table(
    "daily_rollups",
    metadata,
    Column("day", Date(), primary_key=True, comment="UTC"),
    Column("as_of", UtcDateTime(), nullable=False, comment="the day's end, or earlier where it was not over yet"),
    Column("computed_at", UtcDateTime(), nullable=False),
    Column("dictionary", String(32), nullable=False, comment="hash of the dictionary of skills that was in use"),
    **INNODB,
)
"""The days that daily_stats holds."""


daily_stats = Table(
    "daily_stats",
    metadata,
    row_id(),
    Column("day", ForeignKey("daily_rollups.day", ondelete="CASCADE"), nullable=False, comment="UTC"),
    Column("figure", key_text(32), nullable=False, comment="what is counted; docs/statistics.md"),
    Column("basis", key_text(9), nullable=False, default="", comment="of salaries: stated or estimated"),
    Column("currency", key_text(3), nullable=False, default="", comment="of salaries: ISO 4217 code"),
    Column("source", key_text(64), nullable=False, default="", comment="`postings.source`; empty: of all sources"),
    Column("name", key_text(300), nullable=False, default="", comment="state, title, place, skill or word"),
    Column("n", BigInteger(), nullable=False, comment="how many"),
    *(Column(name, double()) for name in ("p10", "p25", "median", "p75", "p90")),
    UniqueConstraint("day", "figure", "basis", "currency", "source", "name"),
    Index("ix_daily_stats_figure_day", "figure", "day"),
    **INNODB,
)


refreshes = Table(
    "refreshes",
    metadata,
    Column("name", key_text(32), primary_key=True, comment="what is read again in open postings"),
    Column("digest", String(32), nullable=False, comment="of the rules that are applied"),
    Column("names", JSON(), nullable=False, comment="what these rules may find"),
    Column("former", JSON(), nullable=False, comment="what earlier rules may have found"),
    Column("done_until", BigInteger(), nullable=False, comment="`postings.id` up to which it is done"),
    Column("finished_at", UtcDateTime(), comment="NULL while there is more to do"),
    **INNODB,
)
