"""Alerts: adding, changing, removing, listing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from jobspider.alert import Alert, Kind, NewAlert
from jobspider.errors import AlertExistsError, UnknownAlertError
from jobspider.tables import alerts


def add_alert(connection: Connection, alert: NewAlert, first_message_at: datetime, now: datetime) -> Alert:
    """Adds it. AlertExistsError, when the name is taken."""
    if connection.execute(select(alerts.c.id).where(alerts.c.name == alert.name)).first():
        raise AlertExistsError(f"there is an alert {alert.name} already: choose another name")
    times = {"created_at": now, "next_message_at": first_message_at}
    connection.execute(insert(alerts).values({**alert.model_dump(mode="python"), **times}))
    return alert_named(connection, alert.name)


def alert_named(connection: Connection, name: str) -> Alert:
    """The alert; UnknownAlertError, when there is none of this name."""
    row = connection.execute(select(alerts).where(alerts.c.name == name)).mappings().first()
    if row is None:
        raise UnknownAlertError(f"there is no alert {name}")
    return Alert.model_validate(dict(row))


def alert_by_id(connection: Connection, number: int) -> Alert:
    """The alert of a message; UnknownAlertError, when it was removed meanwhile."""
    row = connection.execute(select(alerts).where(alerts.c.id == number)).mappings().first()
    if row is None:
        raise UnknownAlertError("an alert was removed while a message of it was made")
    return Alert.model_validate(dict(row))


def change_alert(connection: Connection, name: str, changes: Mapping[str, Any]) -> Alert:
    """Sets these columns."""
    found = alert_named(connection, name)
    if changes:
        connection.execute(update(alerts).where(alerts.c.id == found.id).values(dict(changes)))
    return alert_named(connection, name)


def remove_alert(connection: Connection, name: str) -> None:
    """Removes it, with what it has found and its messages."""
    connection.execute(delete(alerts).where(alerts.c.id == alert_named(connection, name).id))


def alerts_after(connection: Connection, limit: int, name: str | None = None) -> list[Alert]:
    """Up to so many alerts whose names come after this one, by name."""
    wanted = select(alerts).order_by(alerts.c.name).limit(limit)
    if name is not None:
        wanted = wanted.where(alerts.c.name > name)
    return [Alert.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]


def enabled_alerts(connection: Connection, kind: Kind) -> list[Alert]:
    """All that look for something now."""
    wanted = select(alerts).where(alerts.c.enabled, alerts.c.kind == str(kind)).order_by(alerts.c.id)
    return [Alert.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]


def anybody_waits_for_postings(connection: Connection) -> bool:
    """Whether new postings have to be compared with alerts at all."""
    wanted = exists().where(alerts.c.enabled, alerts.c.kind == str(Kind.POSTINGS))
    return bool(connection.execute(select(wanted)).scalar())
