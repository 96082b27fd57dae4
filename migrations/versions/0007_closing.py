"""Scopes and what they list, and what a run has closed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import key_text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}
INDEXES: dict[str, list[str]] = {
    "ix_postings_closed_at_valid_through": ["closed_at", "valid_through"],
    "ix_postings_source_closed_at_last_seen_at": ["source", "closed_at", "last_seen_at"],
}


def upgrade() -> None:
    """Two tables, a column, and the indexes that closing needs."""
    _create_scopes()
    _create_listings()
    comment = "what the run closed, by scope, and what it refused to close; NULL where it could prove nothing"
    with op.batch_alter_table("runs") as batch:
        batch.add_column(sa.Column("closing", sa.JSON(), comment=comment))
    for name, columns in INDEXES.items():
        op.create_index(name, "postings", columns)


def downgrade() -> None:
    """The schema before; which list named what is lost."""
    for name in INDEXES:
        op.drop_index(name, "postings")
    with op.batch_alter_table("runs") as batch:
        batch.drop_column("closing")
    for table in ("listings", "scopes"):
        op.drop_table(table)


def _row_number() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _create_scopes() -> None:
    op.create_table(
        "scopes",
        sa.Column("id", _row_number(), primary_key=True, autoincrement=True),
        sa.Column("source", key_text(64), nullable=False),
        sa.Column("name", key_text(255), nullable=False, comment="the arguments that decide what is listed"),
        sa.Column("ended_in", key_text(64), comment="the last run that has read the list to its end"),
        sa.Column("troubled_in", key_text(64), comment="the last run in which something of the list could not be read"),
        sa.UniqueConstraint("source", "name", name=op.f("uq_scopes_source")),
        **INNODB,
    )


def _create_listings() -> None:
    scope = sa.ForeignKey("scopes.id", name=op.f("fk_listings_scope_id"), ondelete="CASCADE")
    posting = sa.ForeignKey("postings.id", name=op.f("fk_listings_posting_id"), ondelete="CASCADE")
    op.create_table(
        "listings",
        sa.Column("scope_id", _row_number(), scope, primary_key=True, autoincrement=False),
        sa.Column("posting_id", _row_number(), posting, primary_key=True, autoincrement=False),
        sa.Column(
            "run_mark", sa.BigInteger(), nullable=False, comment="the last run in which the scope listed the posting"
        ),
        **INNODB,
    )
    op.create_index("ix_listings_posting_id", "listings", ["posting_id"])
