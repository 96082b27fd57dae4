"""The search index beside the postings: what was written is queued, and indexed soon after, off the writing path.

A full-text index is about ten times as slow to fill as the table it belongs to, so batches only queue their rows.
Whoever writes or serves postings works the queue off; several may at once.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, Table, delete, insert, select

from jobspider.search_text import READ, search_text
from jobspider.store.alert_items import queue_for_alerts
from jobspider.store.statements import overwrite
from jobspider.store.transaction import in_batches
from jobspider.tables import match_queue, posting_search, postings, search_queue

BATCH = 200
"""Postings indexed in one transaction."""
QUEUES = (search_queue, match_queue)
"""Who works on postings after they were written: this module, and jobspider.store.identity."""


def queue_new(connection: Connection, keys: Sequence[tuple[str, str]]) -> None:
    """Queues postings that were just inserted, by source and source_id."""
    for source in dict.fromkeys(source for source, _ in keys):
        ids = [source_id for found, source_id in keys if found == source]
        new = select(postings.c.id).where(postings.c.source == source, postings.c.source_id.in_(ids))
        for waiting in QUEUES:
            connection.execute(insert(waiting).from_select(["posting_id"], new))


def queue(connection: Connection, waiting: Table, ids: Sequence[int]) -> None:
    """Queues postings that were changed in what this queue's work looks at."""
    if ids:
        connection.execute(insert(waiting), [{"posting_id": number} for number in ids])


def index_waiting(engine: Engine, most: int | None = None) -> int:
    """Indexes what is queued, as `in_batches` does; how many postings there were. Another one's share is left to it."""
    return in_batches(engine, _index_batch, most)


def _index_batch(connection: Connection) -> int:
    taken = select(search_queue.c.id, search_queue.c.posting_id).order_by(search_queue.c.id).limit(BATCH)
    waiting = connection.execute(taken.with_for_update(skip_locked=True)).all()
    if not waiting:
        return 0
    columns = [postings.c[name] for name in ("id", *READ)]
    rows = connection.execute(select(*columns).where(postings.c.id.in_({row.posting_id for row in waiting})))
    found = [{"id": row["id"], "tokens": search_text(dict(row))} for row in rows.mappings()]
    overwrite(connection.dialect, posting_search, ("id", "tokens"), ("tokens",)).execute(connection, found)
    queue_for_alerts(connection, [row["id"] for row in found])
    connection.execute(delete(search_queue).where(search_queue.c.id.in_([row.id for row in waiting])))
    return len(waiting)
