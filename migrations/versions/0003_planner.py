"""Searches, job pages and companies: what the recrawl planner keeps."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, key_text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def upgrade() -> None:
    """Three tables."""
    _create_searches()
    _create_job_pages()
    _create_companies()


def downgrade() -> None:
    """The schema of 0002; searches are lost, and known job pages are fetched once more."""
    for table in ("companies", "job_pages", "searches"):
        op.drop_table(table)


def _row_id() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=True)


def _planned() -> list[sa.Column[Any]]:
    return [
        sa.Column("priority", sa.Integer(), nullable=False, comment="2 high, 1 normal, 0 low, -1 not planned"),
        sa.Column(
            "interval_seconds", sa.Integer(), nullable=False, comment="between two crawls now; follows the changes"
        ),
        sa.Column("content_hash", sa.String(32), comment="of what the last crawl saw; another one is a change"),
        sa.Column("next_crawl_at", UtcDateTime(), comment="when it is due; NULL: not again"),
        sa.Column("last_crawled_at", UtcDateTime()),
        sa.Column("last_outcome", sa.String(32), comment="ok, gone, unreadable or failed"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row, up to now"),
        sa.Column("claimed_until", UtcDateTime(), comment="without Redis: whoever popped it has so long to finish it"),
    ]


def _create_searches() -> None:
    op.create_table(
        "searches",
        _row_id(),
        sa.Column("key", key_text(64), nullable=False, comment="the search's name"),
        sa.Column("spider", key_text(64), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False, comment="{argument: value}, as after scrapy crawl -a"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("least_seconds", sa.Integer(), nullable=False, comment="shortest interval"),
        sa.Column("most_seconds", sa.Integer(), nullable=False, comment="longest interval"),
        *_planned(),
        sa.UniqueConstraint("key", name=op.f("uq_searches_key")),
        **INNODB,
    )
    op.create_index("ix_searches_spider_priority_next_crawl_at", "searches", ["spider", "priority", "next_crawl_at"])


def _create_job_pages() -> None:
    op.create_table(
        "job_pages",
        _row_id(),
        sa.Column("spider", key_text(64), nullable=False, comment="`postings.source` is the same"),
        sa.Column("url_hash", key_text(32), nullable=False, comment="of the link, as lists have it"),
        sa.Column("url", sa.String(2048), nullable=False),
        sa.Column("source_id", key_text(255), nullable=False, comment="`postings.source_id` of the one posting on it"),
        *_planned(),
        sa.UniqueConstraint("spider", "url_hash", name=op.f("uq_job_pages_spider")),
        **INNODB,
    )
    op.create_index("ix_job_pages_spider_priority_next_crawl_at", "job_pages", ["spider", "priority", "next_crawl_at"])


def _create_companies() -> None:
    op.create_table(
        "companies",
        _row_id(),
        sa.Column("key", key_text(255), nullable=False, comment="the name for grouping: jobspider.clean.company"),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("url", sa.String(2048)),
        sa.Column("industry", sa.String(255)),
        sa.Column("size", sa.String(64), comment="employees, as the board words it"),
        sa.Column("logo_url", sa.String(2048)),
        sa.Column("asked_at", UtcDateTime(), comment="when its page was last asked for; NULL: it came with a posting"),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_companies_key")),
        **INNODB,
    )
