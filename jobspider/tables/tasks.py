"""Crawls on demand, and the keys that may ask for them."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from jobspider.columns import UtcDateTime, key_text, long_text
from jobspider.tables.base import INNODB, metadata, row_id

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", key_text(12), primary_key=True, comment="the part of the key by which it is found"),
    Column("name", key_text(64), nullable=False, comment="whose key it is, for people"),
    Column("secret_hash", key_text(64), nullable=False, comment="SHA-256 of the whole key, hex"),
    Column("scopes", JSON(), nullable=False, comment="what it may do, a list of words"),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), comment="from then on it does not work; NULL: it never expires"),
    Column("revoked_at", UtcDateTime(), comment="since then it does not work; NULL: it was not revoked"),
    UniqueConstraint("name"),
    **INNODB,
)


tasks = Table(
    "tasks",
    metadata,
    Column("id", key_text(32), primary_key=True),
    Column("owner", key_text(64), nullable=False, comment="id of the API key that posted it; empty without keys"),
    Column("idempotency_key", key_text(255), comment="what the client sent as Idempotency-Key"),
    Column("body_hash", String(64), nullable=False, comment="SHA-256 of the URLs: the same key must bring the same"),
    Column("urls", Integer(), nullable=False, comment="how many"),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False, comment="when it is removed with its results"),
    Column("cancelled_at", UtcDateTime()),
    Column("finished_at", UtcDateTime(), comment="when the last URL got its outcome"),
    Column("attempts", Integer(), nullable=False, comment="processes that ended and left URLs without an outcome"),
    UniqueConstraint("owner", "idempotency_key"),
    Index("ix_tasks_owner_created_at", "owner", "created_at"),
    Index("ix_tasks_finished_at", "finished_at"),
    Index("ix_tasks_expires_at", "expires_at"),
    **INNODB,
)


task_urls = Table(
    "task_urls",
    metadata,
    row_id(),
    Column("task_id", ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer(), nullable=False, comment="place in the list that was posted, from 0"),
    Column("url", String(2048), nullable=False),
    Column("outcome", String(32), comment="ok, ok_empty, refused, …; NULL until it is done"),
    Column("detail", String(500), comment="a sentence for people"),
    Column("final_url", String(2048), comment="where redirects led"),
    Column("http_status", Integer()),
    Column("board", String(64), comment="the board that read the page"),
    Column("result", long_text(), comment="JSON: {postings: […], images: […]}"),
    Column("finished_at", UtcDateTime()),
    UniqueConstraint("task_id", "position"),
    **INNODB,
)
