"""The outbox of events; alerts, what they have found, and their messages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import UtcDateTime, key_text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def upgrade() -> None:
    """Five tables."""
    _create_outbox()
    _create_alerts()
    op.create_table(
        "alert_queue", _row_id(), sa.Column("posting_id", sa.BigInteger(), nullable=False, comment=WORDS), **INNODB
    )
    _create_alert_items()
    _create_alert_deliveries()


def downgrade() -> None:
    """Events that were not delivered, and all alerts, are lost."""
    for name in ("alert_deliveries", "alert_items", "alert_queue", "alerts", "outbox"):
        op.drop_table(name)


WORDS = "`postings.id`, whose words are in posting_search"


def _row_id() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, primary_key=True, autoincrement=True)


def _alert(table: str) -> sa.Column[int]:
    key = sa.ForeignKey("alerts.id", name=op.f(f"fk_{table}_alert_id"), ondelete="CASCADE")
    return sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), key, nullable=False)


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        _row_id(),
        sa.Column("posting_id", sa.BigInteger(), nullable=False, comment="`postings.id`"),
        sa.Column("event", sa.String(16), nullable=False, comment="new, changed or closed"),
        sa.Column("at", UtcDateTime(), nullable=False, comment="when that was seen, UTC"),
        sa.Column("fields", sa.JSON(), comment="names of the fields that changed; NULL but for changes"),
        sqlite_autoincrement=True,
        **INNODB,
    )


def _create_alerts() -> None:
    target = "where messages go: a URL, sealed where JOBSPIDER_SECRET is set"
    op.create_table(
        "alerts",
        _row_id(),
        sa.Column("name", key_text(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False, comment="postings or operations"),
        sa.Column(
            "filter", sa.JSON(), nullable=False, comment="what is looked for, as jobspider.search.filters has it"
        ),
        sa.Column("target", sa.Text(), nullable=False, comment=target),
        sa.Column("target_shown", sa.String(255), nullable=False, comment="the same without its secrets"),
        sa.Column("signing_secret", sa.Text(), comment="what webhooks are signed with, sealed in the same way"),
        sa.Column("frequency", sa.String(16), nullable=False, comment="instant or daily"),
        sa.Column("digest_at", sa.String(5), comment="HH:MM of the daily message"),
        sa.Column(
            "time_zone", sa.String(64), nullable=False, comment="IANA name, whose wall clocks digest_at is about"
        ),
        sa.Column("most", sa.Integer(), nullable=False, comment="postings that one message shows, at most"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_message_at", UtcDateTime(), nullable=False, comment="no message before this"),
        sa.UniqueConstraint("name", name=op.f("uq_alerts_name")),
        **INNODB,
    )


def _create_alert_items() -> None:
    op.create_table(
        "alert_items",
        _row_id(),
        _alert("alert_items"),
        sa.Column("item", key_text(128), nullable=False, comment="`postings.id`, or what happened in the operation"),
        sa.Column("text", sa.String(500), comment="a sentence for people; NULL for postings"),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("delivery_id", key_text(32), comment="the message that names it; NULL: it waits for one"),
        sa.UniqueConstraint("alert_id", "item", name=op.f("uq_alert_items_alert_id")),
        **INNODB,
    )
    op.create_index("ix_alert_items_alert_id_delivery_id", "alert_items", ["alert_id", "delivery_id"])


def _create_alert_deliveries() -> None:
    op.create_table(
        "alert_deliveries",
        sa.Column("id", key_text(32), primary_key=True, comment="stays the same when the message is sent again"),
        _alert("alert_deliveries"),
        sa.Column("state", sa.String(16), nullable=False, comment="waiting, sending, sent, failed or unknown"),
        sa.Column("items", sa.Integer(), nullable=False, comment="how many it is about"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_attempt_at", UtcDateTime(), nullable=False, comment="when it is due, or when its claim ends"),
        sa.Column("claim", key_text(32), comment="token of whoever sends it"),
        sa.Column("ended_at", UtcDateTime(), comment="when it was sent, given up, or found to be in doubt"),
        sa.Column("detail", sa.String(500), comment="why it was not sent, a sentence"),
        **INNODB,
    )
    op.create_index("ix_alert_deliveries_state_next_attempt_at", "alert_deliveries", ["state", "next_attempt_at"])
    op.create_index("ix_alert_deliveries_alert_id_created_at", "alert_deliveries", ["alert_id", "created_at"])
