"""Tasks: crawls on demand, and what became of each of their URLs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, key_text, long_text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def upgrade() -> None:
    """Two tables."""
    _create_tasks()
    _create_task_urls()


def downgrade() -> None:
    """Tasks and their results are lost."""
    op.drop_table("task_urls")
    op.drop_table("tasks")


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", key_text(32), primary_key=True),
        sa.Column(
            "owner", key_text(64), nullable=False, comment="id of the API key that posted it; empty without keys"
        ),
        sa.Column("idempotency_key", key_text(255), comment="what the client sent as Idempotency-Key"),
        sa.Column(
            "body_hash", sa.String(64), nullable=False, comment="SHA-256 of the URLs: the same key must bring the same"
        ),
        sa.Column("urls", sa.Integer(), nullable=False, comment="how many"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False, comment="when it is removed with its results"),
        sa.Column("cancelled_at", UtcDateTime()),
        sa.Column("finished_at", UtcDateTime(), comment="when the last URL got its outcome"),
        sa.Column(
            "attempts", sa.Integer(), nullable=False, comment="processes that ended and left URLs without an outcome"
        ),
        sa.UniqueConstraint("owner", "idempotency_key", name=op.f("uq_tasks_owner")),
        **INNODB,
    )
    op.create_index("ix_tasks_owner_created_at", "tasks", ["owner", "created_at"])
    op.create_index("ix_tasks_finished_at", "tasks", ["finished_at"])
    op.create_index("ix_tasks_expires_at", "tasks", ["expires_at"])


def _create_task_urls() -> None:
    task = sa.ForeignKey("tasks.id", name=op.f("fk_task_urls_task_id"), ondelete="CASCADE")
    op.create_table(
        "task_urls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("task_id", key_text(32), task, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="place in the list that was posted, from 0"),
        sa.Column("url", sa.String(2048), nullable=False),
        sa.Column("outcome", sa.String(32), comment="ok, ok_empty, refused, …; NULL until it is done"),
        sa.Column("detail", sa.String(500), comment="a sentence for people"),
        sa.Column("final_url", sa.String(2048), comment="where redirects led"),
        sa.Column("http_status", sa.Integer()),
        sa.Column("board", sa.String(64), comment="the board that read the page"),
        sa.Column("result", long_text(), comment="JSON: {postings: […], images: […]}"),
        sa.Column("finished_at", UtcDateTime()),
        sa.UniqueConstraint("task_id", "position", name=op.f("uq_task_urls_task_id")),
        **INNODB,
    )
