"""Totals that outlive the processes that count: events that were delivered, and those that could not be."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import key_text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def upgrade() -> None:
    """An empty table: what was delivered before was counted by nobody."""
    op.create_table(
        "totals",
        sa.Column("name", key_text(64), primary_key=True, comment="events_delivered or events_failed"),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="how many there were, ever"),
        **INNODB,
    )


def downgrade() -> None:
    """The schema before; the totals begin anew."""
    op.drop_table("totals")
