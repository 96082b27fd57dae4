"""What alerts have found: each thing once for each alert, and then in one message."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from jobspider.store.alerts import anybody_waits_for_postings
from jobspider.store.insert import insert_unless_there
from jobspider.tables import alert_items, alert_queue


def queue_for_alerts(connection: Connection, posting_ids: Sequence[int]) -> None:
    """Notes postings whose words were just indexed, where there is any alert that looks for postings."""
    if posting_ids and anybody_waits_for_postings(connection):
        connection.execute(insert(alert_queue), [{"posting_id": number} for number in sorted(posting_ids)])


def take_queued(connection: Connection, most: int) -> list[int]:
    """Takes postings out of the queue: another worker's are left to it, and what is rolled back stays."""
    wanted = select(alert_queue).order_by(alert_queue.c.id).limit(most).with_for_update(skip_locked=True)
    rows = connection.execute(wanted).all()
    connection.execute(delete(alert_queue).where(alert_queue.c.id.in_([row.id for row in rows])))
    return sorted({row.posting_id for row in rows})


def note_items(connection: Connection, alert_id: int, found: Mapping[str, str | None], now: datetime) -> int:
    """Notes what the alert has found, by key with a sentence; how many of them were new to it."""
    mine = (alert_items.c.alert_id == alert_id) & alert_items.c.item.in_(list(found))
    known = set(connection.execute(select(alert_items.c.item).where(mine)).scalars())
    new = [item for item in found if item not in known]
    for item in new:
        row = {"alert_id": alert_id, "item": item, "text": found[item], "found_at": now}
        insert_unless_there(connection, alert_items, row)
    return len(new)


def give_items(connection: Connection, alert_id: int, delivery_id: str) -> int:
    """Puts all that waits for a message into this one; how many that is."""
    mine = (alert_items.c.alert_id == alert_id) & alert_items.c.delivery_id.is_(None)
    ids = connection.execute(select(alert_items.c.id).where(mine).with_for_update()).scalars().all()
    if ids:
        connection.execute(update(alert_items).where(mine).values(delivery_id=delivery_id))
    return len(ids)


def items_of(connection: Connection, alert_id: int, delivery_id: str, most: int) -> list[tuple[str, str | None]]:
    """The first things in a message: keys and sentences."""
    mine = (alert_items.c.alert_id == alert_id) & (alert_items.c.delivery_id == delivery_id)
    wanted = select(alert_items.c.item, alert_items.c.text).where(mine).order_by(alert_items.c.id).limit(most)
    return [(row.item, row.text) for row in connection.execute(wanted)]
