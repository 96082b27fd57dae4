"""What a message says, for people and for programs. What it says comes from job boards: it is text and nothing else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from jobspider.alert import Alert, Delivery, Kind
from jobspider.posting import StoredPosting
from jobspider.search.find import LISTED, by_ids
from jobspider.store.alert_items import items_of

VERSION = 1
SHOWN = set(LISTED)


@dataclass(frozen=True)
class Message:
    """One message."""

    id: str
    title: str
    body: str
    """Plain text."""
    document: bytes
    """JSON, as docs/alerts.md describes it."""


def message_of(connection: Connection, alert: Alert, delivery: Delivery) -> Message:
    """The message; the postings are as they are now."""
    items = items_of(connection, alert.id, delivery.id, alert.most)
    sentences = [text for _, text in items if text is not None]
    ids = [int(item) for item, text in items if text is None]
    found = by_ids(connection, ids)
    more = delivery.items - len(items)
    document = {
        "version": VERSION,
        "id": delivery.id,
        "alert": alert.name,
        "kind": str(alert.kind),
        "test": delivery.items == 0,
        "total": delivery.items,
        "more": more,
        "postings": [posting.model_dump(mode="json", include=SHOWN) for posting in found],
        "occurrences": sentences,
    }
    lines = [*sentences, *(_line(posting) for posting in found), *([f"and {more} more"] if more > 0 else [])]
    body = "\n\n".join(lines) or "This is a test: the alert's messages arrive here."
    return Message(delivery.id, _title(alert, delivery.items), body, json.dumps(document, ensure_ascii=False).encode())


def _title(alert: Alert, total: int) -> str:
    what = "posting" if alert.kind is Kind.POSTINGS else "occurrence"
    if total == 0:
        return f"{alert.name}: test"
    return f"{alert.name}: {total} {what}" + ("s" if total > 1 else "")


def _line(posting: StoredPosting) -> str:
    return f"{posting.title}\n{_facts(posting)}\n{posting.url}".replace("\n\n", "\n")


def _facts(posting: StoredPosting) -> str:
    facts: Sequence[str | None] = (posting.company, posting.location_raw or posting.locality, posting.salary_raw)
    return " · ".join(fact for fact in facts if fact)
