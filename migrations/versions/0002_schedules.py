"""Schedules, their occurrences, locks, and Scrapyd's job of a process; seeds the default schedule."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, key_text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}
DEFAULT = {
    "name": "indeed-daily",
    "spider": "indeed",
    "arguments": {},
    "cron": "0 12 * * *",
    "time_zone": "Asia/Taipei",
    "priority": 0,
    "enabled": True,
}


def upgrade() -> None:
    """Three tables, one column, one schedule."""
    schedules = _create_schedules()
    _create_occurrences()
    _create_locks()
    job = sa.Column("job", key_text(255), comment="Scrapyd's job id; NULL for a process that Scrapyd didn't start")
    with op.batch_alter_table("run_nodes") as batch:
        batch.add_column(job)
    now = datetime.now(UTC)
    op.bulk_insert(schedules, [{**DEFAULT, "created_at": now, "checked_until": now}])


def downgrade() -> None:
    """The schema of 0001; schedules are lost."""
    with op.batch_alter_table("run_nodes") as batch:
        batch.drop_column("job")
    for table in ("locks", "occurrences", "schedules"):
        op.drop_table(table)


def _row_number() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _create_schedules() -> sa.Table:
    return op.create_table(
        "schedules",
        sa.Column("id", _row_number(), primary_key=True, autoincrement=True),
        sa.Column(
            "name",
            key_text(46),
            nullable=False,
            comment="the schedule's key: H is chosen by it, run ids begin with it",
        ),
        sa.Column("spider", sa.String(64), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False, comment="{argument: value}, as after scrapy crawl -a"),
        sa.Column("cron", sa.String(255), nullable=False, comment="five fields or a nickname; docs/cron.md"),
        sa.Column(
            "time_zone", sa.String(64), nullable=False, comment="IANA name, whose wall clocks the expression is about"
        ),
        sa.Column("priority", sa.Integer(), nullable=False, comment="Scrapyd starts the higher one first"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("checked_until", UtcDateTime(), nullable=False, comment="times up to this one have been decided on"),
        sa.Column("last_fired_at", UtcDateTime(), comment="due time of the last occurrence that started a run"),
        sa.UniqueConstraint("name", name=op.f("uq_schedules_name")),
        **INNODB,
    )


def _create_occurrences() -> None:
    schedule = sa.ForeignKey("schedules.id", name=op.f("fk_occurrences_schedule_id"), ondelete="CASCADE")
    op.create_table(
        "occurrences",
        sa.Column("id", _row_number(), primary_key=True, autoincrement=True),
        sa.Column("schedule_id", _row_number(), schedule, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column(
            "run_id", key_text(64), nullable=False, comment="the run that it starts, and Scrapyd's job id on each node"
        ),
        sa.Column("state", sa.String(16), nullable=False, comment="firing, fired, overlapped, missed or failed"),
        sa.Column("nodes", sa.JSON(), nullable=False, comment="{node: posted, or why not}"),
        sa.Column("detail", sa.String(500), comment="a sentence for people"),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("schedule_id", "due_at", name=op.f("uq_occurrences_schedule_id")),
        **INNODB,
    )
    op.create_index("ix_occurrences_state", "occurrences", ["state"])


def _create_locks() -> None:
    op.create_table(
        "locks",
        sa.Column("name", key_text(64), primary_key=True),
        sa.Column("owner", key_text(64), nullable=False, comment="token of the process that holds the lock"),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        **INNODB,
    )
