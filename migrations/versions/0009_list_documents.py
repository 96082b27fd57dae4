"""Lists as sites gave them last, for conditional requests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, bytes_of_a_document, key_text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def upgrade() -> None:
    """One table."""
    op.create_table(
        "list_documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("source", key_text(64), nullable=False, comment="the spider's name"),
        sa.Column("key", key_text(64), nullable=False, comment="fingerprint of the request, hex"),
        sa.Column("fetched_at", UtcDateTime(), nullable=False, comment="when it was sent in full last"),
        sa.Column("bytes", sa.Integer(), nullable=False, comment="length of the body as it is kept"),
        sa.Column("content_type", sa.String(255), nullable=False),
        sa.Column("etag", sa.String(255), nullable=False, comment="empty where the site gave none"),
        sa.Column("last_modified", sa.String(255), nullable=False, comment="as the site wrote it"),
        sa.Column("body", bytes_of_a_document(), nullable=False, comment="packed with zlib"),
        sa.UniqueConstraint("source", "key", name=op.f("uq_list_documents_source")),
        **INNODB,
    )


def downgrade() -> None:
    """The documents are fetched in full again."""
    op.drop_table("list_documents")
