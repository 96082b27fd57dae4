"""Daily figures, the days they are there for, and how far what is read again has come."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, double, key_text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}
KEY = ("day", "figure", "basis", "currency", "source", "name")


def upgrade() -> None:
    """Three tables."""
    _create_rollups()
    _create_stats()
    _create_refreshes()


def downgrade() -> None:
    """The schema before; the figures of days that the postings no longer tell are lost."""
    for table in ("refreshes", "daily_stats", "daily_rollups"):
        op.drop_table(table)


def _create_rollups() -> None:
    op.create_table(
        "daily_rollups",
        sa.Column("day", sa.Date(), primary_key=True, comment="UTC"),
        sa.Column(
            "as_of", UtcDateTime(), nullable=False, comment="the day's end, or earlier where it was not over yet"
        ),
        sa.Column("computed_at", UtcDateTime(), nullable=False),
        sa.Column(
            "dictionary", sa.String(32), nullable=False, comment="hash of the dictionary of skills that was in use"
        ),
        **INNODB,
    )


def _create_stats() -> None:
    op.create_table(
        "daily_stats",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("day", sa.Date(), _rollup(), nullable=False, comment="UTC"),
        sa.Column("figure", key_text(32), nullable=False, comment="what is counted; docs/statistics.md"),
        sa.Column("basis", key_text(9), nullable=False, comment="of salaries: stated or estimated"),
        sa.Column("currency", key_text(3), nullable=False, comment="of salaries: ISO 4217 code"),
        sa.Column("source", key_text(64), nullable=False, comment="`postings.source`; empty: of all sources"),
        sa.Column("name", key_text(300), nullable=False, comment="state, title, place, skill or word"),
        sa.Column("n", sa.BigInteger(), nullable=False, comment="how many"),
        *(sa.Column(name, double()) for name in ("p10", "p25", "median", "p75", "p90")),
        sa.UniqueConstraint(*KEY, name=op.f("uq_daily_stats_day")),
        **INNODB,
    )
    op.create_index("ix_daily_stats_figure_day", "daily_stats", ["figure", "day"])


def _rollup() -> sa.ForeignKey:
    return sa.ForeignKey("daily_rollups.day", name=op.f("fk_daily_stats_day"), ondelete="CASCADE")


def _create_refreshes() -> None:
    op.create_table(
        "refreshes",
        sa.Column("name", key_text(32), primary_key=True, comment="what is read again in open postings"),
        sa.Column("digest", sa.String(32), nullable=False, comment="of the rules that are applied"),
        sa.Column("names", sa.JSON(), nullable=False, comment="what these rules may find"),
        sa.Column("former", sa.JSON(), nullable=False, comment="what earlier rules may have found"),
        sa.Column("done_until", sa.BigInteger(), nullable=False, comment="`postings.id` up to which it is done"),
        sa.Column("finished_at", UtcDateTime(), comment="NULL while there is more to do"),
        **INNODB,
    )
