"""The same job on several boards: what is to be compared, the keys it is found by, and what was decided."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, double

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}
WAITING = "`postings.id` of a posting whose job is to be found"


def upgrade() -> None:
    """Three tables and an index; every posting there is gets queued, and compared by whoever runs next."""
    op.create_index("ix_postings_job_id", "postings", ["job_id"])
    _create_match_queue()
    _create_job_keys()
    _create_job_links()
    op.execute("INSERT INTO match_queue (posting_id) SELECT id FROM postings ORDER BY id")


def downgrade() -> None:
    """The schema before; what was undone is forgotten with it, job_ids stay."""
    for table in ("job_links", "job_keys", "match_queue"):
        op.drop_table(table)
    op.drop_index("ix_postings_job_id", "postings")


def _row_number() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _posting(table: str, column: str) -> sa.Column[Any]:
    key = sa.ForeignKey("postings.id", name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")
    return sa.Column(column, _row_number(), key, primary_key=True, autoincrement=False)


def _create_match_queue() -> None:
    op.create_table(
        "match_queue",
        sa.Column("id", _row_number(), primary_key=True, autoincrement=True),
        sa.Column("posting_id", sa.BigInteger(), nullable=False, comment=WAITING),
        **INNODB,
    )


def _create_job_keys() -> None:
    of_what = "of what the same job has in common"
    op.create_table(
        "job_keys",
        sa.Column("hash", sa.BigInteger(), primary_key=True, autoincrement=False, comment=of_what),
        _posting("job_keys", "posting_id"),
        **INNODB,
    )
    op.create_index("ix_job_keys_posting_id", "job_keys", ["posting_id"])


def _create_job_links() -> None:
    of_basis = "address, requisition, text; copy: linked, not merged; none"
    op.create_table(
        "job_links",
        _posting("job_links", "low_id"),
        _posting("job_links", "high_id"),
        sa.Column("basis", sa.String(16), nullable=False, comment=of_basis),
        sa.Column("score", double(), nullable=False, comment="0 to 1: how much titles or texts agree"),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), comment="since then these two are never one job; NULL: the link holds"),
        **INNODB,
    )
    op.create_index("ix_job_links_high_id", "job_links", ["high_id"])
