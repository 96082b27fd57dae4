"""`postings`, derived from the model, and what they were before."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Computed, ForeignKey, Index, String, Table, UniqueConstraint

from jobspider.columns import UtcDateTime, columns, money
from jobspider.posting import Posting, StoredPosting
from jobspider.tables.base import INNODB, metadata, row_id


def _stored() -> list[Column[Any]]:
    """The columns of `postings` but its id: the posting's, its hash, and what only the database knows."""
    return [
        *columns(Posting),
        Column("content_hash", String(32), nullable=False),
        *(column for column in columns(StoredPosting) if column.name not in {"id", *Posting.model_fields}),
    ]


def _searched() -> list[Column[Any]]:
    """Columns that the database computes, so that searches have an index in the order of their answers."""
    return [
        Column(
            "listed_at",
            UtcDateTime(),
            Computed("coalesce(date_posted, first_seen_at)", persisted=False),
            comment="date_posted, or first_seen_at where the board names no date",
        ),
        Column(
            "is_open", Boolean(), Computed("closed_at IS NULL", persisted=False), comment="whether closed_at is NULL"
        ),
        Column(
            "salary_annual",
            money(),
            Computed("coalesce(salary_annual_max, salary_annual_min)", persisted=False),
            comment="the most that is paid a year, else the least",
        ),
    ]


postings = Table(
    "postings",
    metadata,
    row_id(),
    *_stored(),
    *_searched(),
    UniqueConstraint("source", "source_id"),
    Index("ix_postings_last_seen_at", "last_seen_at"),
    Index("ix_postings_date_posted", "date_posted"),
    Index("ix_postings_listed_at", "listed_at"),
    Index("ix_postings_is_open_listed_at", "is_open", "listed_at"),
    Index("ix_postings_salary_currency_salary_annual", "salary_currency", "salary_annual"),
    # What is open and overdue is found without reading what was closed long ago.
    Index("ix_postings_closed_at_valid_through", "closed_at", "valid_through"),
    Index("ix_postings_source_closed_at_last_seen_at", "source", "closed_at", "last_seen_at"),
    Index("ix_postings_job_id", "job_id"),
    **INNODB,
)


posting_versions = Table(
    "posting_versions",
    metadata,
    row_id(),
    Column("posting_id", ForeignKey("postings.id", ondelete="CASCADE"), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False, comment="when a crawl saw the new content, UTC"),
    Column("content_hash", String(32), nullable=False, comment="hash of the content that was replaced"),
    Column("replaced", JSON(), nullable=False, comment="{field: the value it had until then}, changed fields only"),
    Index("ix_posting_versions_posting_id_changed_at", "posting_id", "changed_at"),
    **INNODB,
)
