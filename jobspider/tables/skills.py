"""What people change of the curated dictionary of skills."""

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, String, Table, Text, UniqueConstraint

from jobspider.columns import UtcDateTime, key_text
from jobspider.tables.base import INNODB, metadata, row_id


def _now() -> datetime:
    return datetime.now(UTC)


skills = Table(
    "skills",
    metadata,
    row_id(),
    Column("name", key_text(64), nullable=False, comment="as postings.skills shows it; replaces the curated one"),
    Column("aliases", Text(), nullable=False, default="", comment="other spellings, one a line"),
    Column("category", String(32), nullable=False, default="", comment="language, tool, method …, for people"),
    Column("rule", String(8), nullable=False, default="word", comment="word, case or context; docs/skills.md"),
    Column("not_before", Text(), nullable=False, default="", comment="what right after it makes it something else"),
    Column("not_after", Text(), nullable=False, default="", comment="what right before it makes it something else"),
    Column("enabled", Boolean(), nullable=False, default=True, comment="false: never found"),
    Column("changed_at", UtcDateTime(), nullable=False, default=_now, onupdate=_now),
    UniqueConstraint("name"),
    **INNODB,
)
"""Additions to jobspider/clean/skills.tsv, and entries of it that are other here or switched off. docs/skills.md."""
