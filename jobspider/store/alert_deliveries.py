"""Messages of alerts: claimed before they are sent, so that a crash in between is seen and never guessed about."""

from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import Connection, delete, exists, insert, select, update

from jobspider.alert import Alert, Delivery, Result, State
from jobspider.store.alert_items import give_items
from jobspider.tables import alert_deliveries, alert_items, alerts

table = alert_deliveries.c


def due_alerts(connection: Connection, now: datetime, most: int) -> list[int]:
    """Alerts that have found something and may send a message now."""
    waits = exists().where(alert_items.c.alert_id == alerts.c.id, alert_items.c.delivery_id.is_(None))
    wanted = select(alerts.c.id).where(alerts.c.enabled, alerts.c.next_message_at <= now, waits).limit(most)
    return list(connection.execute(wanted).scalars())


def compose(connection: Connection, alert_id: int, next_message_at: datetime, now: datetime) -> None:
    """Makes the alert's message of all that waits for one; nothing, when another worker has just done it."""
    mine = select(alerts.c.id).where(alerts.c.id == alert_id, alerts.c.next_message_at <= now).with_for_update()
    if connection.execute(mine).first() is None:
        return
    delivery = token_hex(16)
    items = give_items(connection, alert_id, delivery)
    if items:
        add_delivery(connection, alert_id, delivery, items, now)
        connection.execute(update(alerts).where(alerts.c.id == alert_id).values(next_message_at=next_message_at))


def add_delivery(connection: Connection, alert_id: int, delivery: str, items: int, now: datetime) -> None:
    """A message that is due at once; one about nothing is a test."""
    row = {"id": delivery, "alert_id": alert_id, "state": str(State.WAITING), "items": items, "attempts": 0}
    connection.execute(insert(alert_deliveries).values({**row, "created_at": now, "next_attempt_at": now}))


def claim(
    connection: Connection, token: str, until: datetime, now: datetime, delivery: str | None = None
) -> Delivery | None:
    """The message that is due first, or this one if it is due, as this token's until then; None where there is none."""
    due = (table.state == str(State.WAITING)) & (table.next_attempt_at <= now)
    wanted = select(alert_deliveries).where(due).order_by(table.next_attempt_at).limit(1)
    if delivery is not None:
        wanted = wanted.where(table.id == delivery)
    row = connection.execute(wanted.with_for_update(skip_locked=True)).mappings().first()
    if row is None:
        return None
    values = {"state": str(State.SENDING), "claim": token, "next_attempt_at": until, "attempts": row["attempts"] + 1}
    connection.execute(update(alert_deliveries).where(table.id == row["id"]).values(values))
    return Delivery.model_validate({**row, **values})


def end(connection: Connection, token: str, result: Result, again_at: datetime, now: datetime) -> None:
    """Writes what became of the token's message; `again_at` is when it is sent again if it waits."""
    ended = None if result.state is State.WAITING else now
    detail = result.detail and result.detail[:500]
    values = {"state": str(result.state), "detail": detail, "next_attempt_at": again_at, "ended_at": ended}
    # One that took too long may count as unknown by now; whoever has sent it knows better.
    still = table.state.in_([str(State.SENDING), str(State.UNKNOWN)])
    connection.execute(update(alert_deliveries).where(table.claim == token, still).values(values))


def abandoned(connection: Connection, now: datetime, most: int) -> list[tuple[str, Alert]]:
    """Messages whose sender did not say in time what became of them, with their alerts; locked."""
    late = (table.state == str(State.SENDING)) & (table.next_attempt_at < now)
    wanted = select(table.id, table.alert_id).where(late).limit(most).with_for_update(skip_locked=True)
    rows = connection.execute(wanted).all()
    found = connection.execute(select(alerts).where(alerts.c.id.in_({row.alert_id for row in rows}))).mappings()
    known = {row["id"]: Alert.model_validate(dict(row)) for row in found}
    return [(row.id, known[row.alert_id]) for row in rows]


def settle(connection: Connection, delivery: str, *, again: bool, now: datetime) -> None:
    """An abandoned message: sent again, or in doubt for ever."""
    if again:
        values = {"state": str(State.WAITING), "claim": None, "next_attempt_at": now}
    else:
        detail = "the worker ended while it sent this: whether it has arrived is not known"
        values = {"state": str(State.UNKNOWN), "ended_at": now, "detail": detail}
    connection.execute(update(alert_deliveries).where(table.id == delivery).values(values))


def deliveries_of(
    connection: Connection, alert_id: int, limit: int, before: tuple[datetime, str] | None = None
) -> list[Delivery]:
    """The alert's messages, the latest first."""
    wanted = select(alert_deliveries).where(table.alert_id == alert_id)
    if before is not None:
        same = (table.created_at == before[0]) & (table.id < before[1])
        wanted = wanted.where((table.created_at < before[0]) | same)
    rows = connection.execute(wanted.order_by(table.created_at.desc(), table.id.desc()).limit(limit))
    return [Delivery.model_validate(dict(row)) for row in rows.mappings()]


def delivery_by_id(connection: Connection, alert_id: int, delivery: str) -> Delivery | None:
    """One message of the alert."""
    wanted = select(alert_deliveries).where(table.alert_id == alert_id, table.id == delivery)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else Delivery.model_validate(dict(row))


KEPT = timedelta(days=90)
"""How long ended messages are shown. What they were about is remembered for as long as the alert lives."""


def forget_old(connection: Connection, now: datetime) -> None:
    """Removes messages that ended long ago."""
    connection.execute(delete(alert_deliveries).where(table.ended_at < now - KEPT))
