"""Runs, their processes, and which list named which posting."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from jobspider.columns import UtcDateTime, key_text
from jobspider.tables.base import INNODB, metadata, row_id

runs = Table(
    "runs",
    metadata,
    Column("id", key_text(64), primary_key=True),
    Column("spider", String(64), nullable=False),
    Column("arguments", JSON(), nullable=False),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("finished_at", UtcDateTime()),
    Column("outcome", String(32), comment="ok, ok_empty, partial, blocked_by_robots, …; NULL while it goes on"),
    Column("complete", Boolean(), comment="whether every request of the run was answered; NULL while it goes on"),
    Column("counts", JSON(), nullable=False, comment="{pages, postings, new, changed, unchanged, dropped, failed, …}"),
    Column(
        "robots_lifted", Boolean(), nullable=False, default=False, comment="whether the operator declared permission"
    ),
    Column(
        "closing",
        JSON(none_as_null=True),
        comment="what the run closed, by scope, and what it refused to close; NULL where it could prove nothing",
    ),
    Index("ix_runs_spider_started_at", "spider", "started_at"),
    Index("ix_runs_started_at", "started_at", "id"),
    **INNODB,
)


run_nodes = Table(
    "run_nodes",
    metadata,
    row_id(),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("node", key_text(255), nullable=False, comment="host name and process id"),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("finished_at", UtcDateTime()),
    Column("outcome", String(32)),
    Column("counts", JSON(), nullable=False),
    Column("log", Text(), comment="where the process's log is, when it is in a file"),
    Column("job", key_text(255), comment="Scrapyd's job id; NULL for a process that Scrapyd didn't start"),
    UniqueConstraint("run_id", "node"),
    **INNODB,
)


scopes = Table(
    "scopes",
    metadata,
    row_id(),
    Column("source", key_text(64), nullable=False),
    Column("name", key_text(255), nullable=False, comment="the arguments that decide what is listed"),
    Column("ended_in", key_text(64), comment="the last run that has read the list to its end"),
    Column("troubled_in", key_text(64), comment="the last run in which something of the list could not be read"),
    UniqueConstraint("source", "name"),
    **INNODB,
)


listings = Table(
    "listings",
    metadata,
    Column("scope_id", ForeignKey("scopes.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("posting_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("run_mark", BigInteger(), nullable=False, comment="the last run in which the scope listed the posting"),
    Index("ix_listings_posting_id", "posting_id"),
    **INNODB,
)
