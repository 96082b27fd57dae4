"""Which postings are the same job."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table

from jobspider.columns import UtcDateTime, double
from jobspider.tables.base import INNODB, metadata, posting_queue

match_queue = posting_queue("match_queue", "`postings.id` of a posting whose job is to be found")
"""Postings that were written and not compared with others yet, or not as they are now."""


job_keys = Table(
    "job_keys",
    metadata,
    Column("hash", BigInteger(), primary_key=True, autoincrement=False, comment="of what the same job has in common"),
    Column("posting_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index("ix_job_keys_posting_id", "posting_id"),
    **INNODB,
)


job_links = Table(
    "job_links",
    metadata,
    Column("low_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("high_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("basis", String(16), nullable=False, comment="address, requisition, text; copy: linked, not merged; none"),
    Column("score", double(), nullable=False, comment="0 to 1: how much titles or texts agree"),
    Column("decided_at", UtcDateTime(), nullable=False),
    Column("undone_at", UtcDateTime(), comment="since then these two are never one job; NULL: the link holds"),
    Index("ix_job_links_high_id", "high_id"),
    **INNODB,
)
"""Pairs of postings that were compared and found to be one job, or copies; low_id is the smaller one."""
