"""What a consumer gets: docs/events.md describes it field by field."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from jobspider.posting import StoredPosting
from jobspider.search.find import LISTED, by_ids
from jobspider.store.outbox import Waiting

VERSION = 1
"""Of the body's fields: it grows when one is taken away or means something else, and not when one is added."""
SHOWN = set(LISTED)


class Event(NamedTuple):
    """One event, ready to be sent."""

    id: int
    posting_id: int
    kind: str
    body: bytes


def events_of(connection: Connection, waiting: Iterable[Waiting]) -> Iterator[Event]:
    """The events with their postings as they are now, in the same order."""
    noted = list(waiting)
    found = {posting.id: posting for posting in by_ids(connection, sorted({each.posting_id for each in noted}))}
    for each in noted:
        body = json.dumps(_body(each, found), ensure_ascii=False, separators=(",", ":")).encode()
        yield Event(each.id, each.posting_id, f"posting.{each.event}", body)


def _body(each: Waiting, found: Mapping[int, StoredPosting]) -> dict[str, Any]:
    posting = found.get(each.posting_id)
    return {
        "version": VERSION,
        "id": str(each.id),
        "type": f"posting.{each.event}",
        "time": _moment(each.at),
        "posting_id": each.posting_id,
        "changed": each.fields or [],
        "posting": posting and posting.model_dump(mode="json", include=SHOWN),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
