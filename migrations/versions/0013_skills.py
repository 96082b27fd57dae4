"""What people add to the curated dictionary of skills, and change of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, key_text

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def upgrade() -> None:
    """An empty table: the curated dictionary is in force."""
    op.create_table(
        "skills",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column(
            "name", key_text(64), nullable=False, comment="as postings.skills shows it; replaces the curated one"
        ),
        sa.Column("aliases", sa.Text(), nullable=False, comment="other spellings, one a line"),
        sa.Column("category", sa.String(32), nullable=False, comment="language, tool, method …, for people"),
        sa.Column("rule", sa.String(8), nullable=False, comment="word, case or context; docs/skills.md"),
        sa.Column("not_before", sa.Text(), nullable=False, comment="what right after it makes it something else"),
        sa.Column("not_after", sa.Text(), nullable=False, comment="what right before it makes it something else"),
        sa.Column("enabled", sa.Boolean(), nullable=False, comment="false: never found"),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("name", name=op.f("uq_skills_name")),
        **INNODB,
    )


def downgrade() -> None:
    """The schema before; what people have said of skills is lost."""
    op.drop_table("skills")
