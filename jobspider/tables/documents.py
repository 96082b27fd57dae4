"""Lists as they were read last, for conditional requests."""

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint

from jobspider.columns import UtcDateTime, bytes_of_a_document, key_text
from jobspider.tables.base import INNODB, metadata, row_id

list_documents = Table(
    "list_documents",
    metadata,
    row_id(),
    Column("source", key_text(64), nullable=False, comment="the spider's name"),
    Column("key", key_text(64), nullable=False, comment="fingerprint of the request, hex"),
    Column("fetched_at", UtcDateTime(), nullable=False, comment="when it was sent in full last"),
    Column("bytes", Integer(), nullable=False, comment="length of the body as it is kept"),
    Column("content_type", String(255), nullable=False),
    Column("etag", String(255), nullable=False, comment="empty where the site gave none"),
    Column("last_modified", String(255), nullable=False, comment="as the site wrote it"),
    Column("body", bytes_of_a_document(), nullable=False, comment="packed with zlib"),
    UniqueConstraint("source", "key"),
    **INNODB,
)
