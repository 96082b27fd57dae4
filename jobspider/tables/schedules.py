"""When crawls start, and who leads."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from jobspider.columns import UtcDateTime, key_text
from jobspider.tables.base import INNODB, metadata, row_id

schedules = Table(
    "schedules",
    metadata,
    row_id(),
    Column(
        "name", key_text(46), nullable=False, comment="the schedule's key: H is chosen by it, run ids begin with it"
    ),
    Column("spider", String(64), nullable=False),
    Column("arguments", JSON(), nullable=False, comment="{argument: value}, as after scrapy crawl -a"),
    Column("cron", String(255), nullable=False, comment="five fields or a nickname; docs/cron.md"),
    Column("time_zone", String(64), nullable=False, comment="IANA name, whose wall clocks the expression is about"),
    Column("priority", Integer(), nullable=False, comment="Scrapyd starts the higher one first"),
    Column("enabled", Boolean(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("checked_until", UtcDateTime(), nullable=False, comment="times up to this one have been decided on"),
    Column("last_fired_at", UtcDateTime(), comment="due time of the last occurrence that started a run"),
    UniqueConstraint("name"),
    **INNODB,
)


occurrences = Table(
    "occurrences",
    metadata,
    row_id(),
    Column("schedule_id", ForeignKey("schedules.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", UtcDateTime(), nullable=False),
    Column("run_id", key_text(64), nullable=False, comment="the run that it starts, and Scrapyd's job id on each node"),
    Column("state", String(16), nullable=False, comment="firing, fired, overlapped, missed or failed"),
    Column("nodes", JSON(), nullable=False, comment="{node: posted, or why not}"),
    Column("detail", String(500), comment="a sentence for people"),
    Column("changed_at", UtcDateTime(), nullable=False),
    UniqueConstraint("schedule_id", "due_at"),
    Index("ix_occurrences_state", "state"),
    **INNODB,
)


locks = Table(
    "locks",
    metadata,
    Column("name", key_text(64), primary_key=True),
    Column("owner", key_text(64), nullable=False, comment="token of the process that holds the lock"),
    Column("expires_at", UtcDateTime(), nullable=False),
    **INNODB,
)
