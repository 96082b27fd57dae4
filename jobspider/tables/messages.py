"""Events on their way, and alerts."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from jobspider.columns import UtcDateTime, key_text
from jobspider.tables.base import INNODB, metadata, posting_queue, row_id

outbox = Table(
    "outbox",
    metadata,
    row_id(),
    Column("posting_id", BigInteger(), nullable=False, comment="`postings.id`"),
    Column("event", String(16), nullable=False, comment="new, changed or closed"),
    Column("at", UtcDateTime(), nullable=False, comment="when that was seen, UTC"),
    Column("fields", JSON(none_as_null=True), comment="names of the fields that changed; NULL but for changes"),
    sqlite_autoincrement=True,  # an id is never used again: it is the event's
    **INNODB,
)
"""What happened to postings and was not told to JOBSPIDER_EVENTS_URL yet; of one posting, later is larger."""


totals = Table(
    "totals",
    metadata,
    Column("name", key_text(64), primary_key=True, comment="events_delivered or events_failed"),
    Column("number", BigInteger(), nullable=False, comment="how many there were, ever"),
    **INNODB,
)
"""What is counted on and on, whichever process does it."""


alerts = Table(
    "alerts",
    metadata,
    row_id(),
    Column("name", key_text(64), nullable=False),
    Column("kind", String(16), nullable=False, comment="postings or operations"),
    Column("filter", JSON(), nullable=False, comment="what is looked for, as jobspider.search.filters has it"),
    Column("target", Text(), nullable=False, comment="where messages go: a URL, sealed where JOBSPIDER_SECRET is set"),
    Column("target_shown", String(255), nullable=False, comment="the same without its secrets"),
    Column("signing_secret", Text(), comment="what webhooks are signed with, sealed in the same way"),
    Column("frequency", String(16), nullable=False, comment="instant or daily"),
    Column("digest_at", String(5), comment="HH:MM of the daily message"),
    Column("time_zone", String(64), nullable=False, comment="IANA name, whose wall clocks digest_at is about"),
    Column("most", Integer(), nullable=False, comment="postings that one message shows, at most"),
    Column("enabled", Boolean(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("next_message_at", UtcDateTime(), nullable=False, comment="no message before this"),
    UniqueConstraint("name"),
    **INNODB,
)


alert_queue = posting_queue("alert_queue", "`postings.id`, whose words are in posting_search")
"""Postings that are new or have changed, and have not been compared with the alerts yet."""


alert_items = Table(
    "alert_items",
    metadata,
    row_id(),
    Column("alert_id", ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("item", key_text(128), nullable=False, comment="`postings.id`, or what happened in the operation"),
    Column("text", String(500), comment="a sentence for people; NULL for postings"),
    Column("found_at", UtcDateTime(), nullable=False),
    Column("delivery_id", key_text(32), comment="the message that names it; NULL: it waits for one"),
    UniqueConstraint("alert_id", "item"),
    Index("ix_alert_items_alert_id_delivery_id", "alert_id", "delivery_id"),
    **INNODB,
)
"""What each alert has found: each thing once."""


alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("id", key_text(32), primary_key=True, comment="stays the same when the message is sent again"),
    Column("alert_id", ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(16), nullable=False, comment="waiting, sending, sent, failed or unknown"),
    Column("items", Integer(), nullable=False, comment="how many it is about"),
    Column("attempts", Integer(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("next_attempt_at", UtcDateTime(), nullable=False, comment="when it is due, or when its claim ends"),
    Column("claim", key_text(32), comment="token of whoever sends it"),
    Column("ended_at", UtcDateTime(), comment="when it was sent, given up, or found to be in doubt"),
    Column("detail", String(500), comment="why it was not sent, a sentence"),
    Index("ix_alert_deliveries_state_next_attempt_at", "state", "next_attempt_at"),
    Index("ix_alert_deliveries_alert_id_created_at", "alert_id", "created_at"),
    **INNODB,
)
