"""Keys of the API, and an index for the list of runs."""

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, key_text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, one index."""
    op.create_table(
        "api_keys",
        sa.Column("id", key_text(12), primary_key=True, comment="the part of the key by which it is found"),
        sa.Column("name", key_text(64), nullable=False, comment="whose key it is, for people"),
        sa.Column("secret_hash", key_text(64), nullable=False, comment="SHA-256 of the whole key, hex"),
        sa.Column("scopes", sa.JSON(), nullable=False, comment="what it may do, a list of words"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), comment="from then on it does not work; NULL: it never expires"),
        sa.Column("revoked_at", UtcDateTime(), comment="since then it does not work; NULL: it was not revoked"),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_520_ci",
        mysql_row_format="DYNAMIC",
    )
    op.create_index("ix_runs_started_at", "runs", ["started_at", "id"])


def downgrade() -> None:
    """The schema before; keys are lost."""
    op.drop_index("ix_runs_started_at", "runs")
    op.drop_table("api_keys")
