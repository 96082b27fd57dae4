"""List documents as sites gave them last, with what tells a site which version we have (RFC 9110, 8.8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from jobspider.store.insert import insert_unless_there
from jobspider.tables import list_documents


@dataclass(frozen=True)
class Document:
    """One answer with a validator; `body` is packed with zlib."""

    content_type: str
    etag: str
    last_modified: str
    body: bytes


def find_document(connection: Connection, source: str, key: str, since: datetime) -> Document | None:
    """The document of this key that was fetched in full after `since`."""
    row = connection.execute(
        select(
            list_documents.c.content_type,
            list_documents.c.etag,
            list_documents.c.last_modified,
            list_documents.c.body,
        ).where(list_documents.c.source == source, list_documents.c.key == key, list_documents.c.fetched_at > since)
    ).first()
    return None if row is None else Document(*row)


def keep_document(connection: Connection, source: str, key: str, document: Document, fetched_at: datetime) -> None:
    """Puts the document in the place of the one before it; of two nodes that do it at once, one's stays."""
    same = (list_documents.c.source == source) & (list_documents.c.key == key)
    connection.execute(delete(list_documents).where(same))
    row = {"source": source, "key": key, "fetched_at": fetched_at, "bytes": len(document.body), **vars(document)}
    insert_unless_there(connection, list_documents, row)


def prune_documents(connection: Connection, source: str, since: datetime, most_bytes: int) -> int:
    """Removes what was fetched before `since`, and the oldest beyond `most_bytes` of a source; how many."""
    rows = connection.execute(
        select(list_documents.c.id, list_documents.c.bytes, list_documents.c.fetched_at)
        .where(list_documents.c.source == source)
        .order_by(list_documents.c.fetched_at.desc(), list_documents.c.id.desc())
    )
    total, gone = 0, list[int]()
    for number, size, fetched_at in rows.all():
        total += size
        if fetched_at <= since or total > most_bytes:
            gone.append(number)
    for first in range(0, len(gone), 500):
        connection.execute(delete(list_documents).where(list_documents.c.id.in_(gone[first : first + 500])))
    return len(gone)
