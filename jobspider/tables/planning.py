"""What is crawled again and again."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from jobspider.columns import UtcDateTime, key_text
from jobspider.tables.base import INNODB, metadata, row_id


def _planned() -> list[Column[Any]]:
    """What the recrawl planner keeps of whatever it has crawled again."""
    return [
        Column("priority", Integer(), nullable=False, default=1, comment="2 high, 1 normal, 0 low, -1 not planned"),
        Column("interval_seconds", Integer(), nullable=False, comment="between two crawls now; follows the changes"),
        Column("content_hash", String(32), comment="of what the last crawl saw; another one is a change"),
        Column("next_crawl_at", UtcDateTime(), comment="when it is due; NULL: not again"),
        Column("last_crawled_at", UtcDateTime()),
        Column("last_outcome", String(32), comment="ok, gone, unreadable or failed"),
        Column("failures", Integer(), nullable=False, default=0, comment="in a row, up to now"),
        Column("claimed_until", UtcDateTime(), comment="without Redis: whoever popped it has so long to finish it"),
    ]


searches = Table(
    "searches",
    metadata,
    row_id(),
    Column("key", key_text(64), nullable=False, comment="the search's name"),
    Column("spider", key_text(64), nullable=False),
    Column("arguments", JSON(), nullable=False, comment="{argument: value}, as after scrapy crawl -a"),
    Column("enabled", Boolean(), nullable=False, default=True),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("least_seconds", Integer(), nullable=False, comment="shortest interval"),
    Column("most_seconds", Integer(), nullable=False, comment="longest interval"),
    *_planned(),
    UniqueConstraint("key"),
    Index("ix_searches_spider_priority_next_crawl_at", "spider", "priority", "next_crawl_at"),
    **INNODB,
)


job_pages = Table(
    "job_pages",
    metadata,
    row_id(),
    Column("spider", key_text(64), nullable=False, comment="`postings.source` is the same"),
    Column("url_hash", key_text(32), nullable=False, comment="of the link, as lists have it"),
    Column("url", String(2048), nullable=False),
    Column("source_id", key_text(255), nullable=False, comment="`postings.source_id` of the one posting on it"),
    *_planned(),
    UniqueConstraint("spider", "url_hash"),
    Index("ix_job_pages_spider_priority_next_crawl_at", "spider", "priority", "next_crawl_at"),
    **INNODB,
)


companies = Table(
    "companies",
    metadata,
    row_id(),
    Column("key", key_text(255), nullable=False, comment="the name for grouping: jobspider.clean.company"),
    Column("name", String(255), nullable=False),
    Column("url", String(2048)),
    Column("industry", String(255)),
    Column("size", String(64), comment="employees, as the board words it"),
    Column("logo_url", String(2048)),
    Column("asked_at", UtcDateTime(), comment="when its page was last asked for; NULL: it came with a posting"),
    Column("changed_at", UtcDateTime(), nullable=False),
    UniqueConstraint("key"),
    **INNODB,
)
