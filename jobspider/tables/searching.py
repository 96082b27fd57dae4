"""What full-text search keeps beside the postings."""

from sqlalchemy import Column, ForeignKey, Table

from jobspider.columns import ascii_text
from jobspider.tables.base import INNODB, metadata, posting_queue

posting_search = Table(
    "posting_search",
    metadata,
    Column("id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, comment="`postings.id`"),
    Column("tokens", ascii_text(), nullable=False, comment="the posting's words, as jobspider.clean.words spells them"),
    **INNODB,
)
"""What full text searches read. Its full-text index is made by the migration, in each database's own way."""


search_queue = posting_queue("search_queue", "`postings.id` of a posting whose words are to be indexed")
"""Postings that were written and are not in posting_search yet, or not as they are now."""
