"""Making and changing alerts: what people say, checked, sealed, and with a secret of its own."""

import re
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from jobspider.alert import CLOCK, NAME, Alert, Frequency, Kind, NewAlert, next_digest
from jobspider.alerts import filtering, target
from jobspider.alerts.seal import seal
from jobspider.alerts.signing import new_secret
from jobspider.config import Config
from jobspider.errors import AlertRefusedError
from jobspider.store.alert_deliveries import add_delivery
from jobspider.store.alerts import add_alert, alert_named, change_alert

DIGEST_AT = "08:00"


def _check_words(said: Mapping[str, Any]) -> None:
    """AlertRefusedError for a name or a time that is none."""
    if not re.fullmatch(NAME, said.get("name", "name")):
        raise AlertRefusedError("the name is made of letters, digits, dots, hyphens and underscores, 64 at most")
    if said.get("digest_at") is not None and not re.fullmatch(CLOCK, said["digest_at"]):
        raise AlertRefusedError("the time of the daily message is written HH:MM, as 08:00")


def add(connection: Connection, said: Mapping[str, Any], settings: Config, now: datetime) -> tuple[Alert, str | None]:
    """Adds an alert; it and, for a webhook, the secret that signs, which is shown this once.

    `said`: the fields of NewAlert, `to` in place of the target's. AlertRefusedError, AlertExistsError.
    """
    columns, secret = _columns({**said, "kind": Kind(said.get("kind", Kind.POSTINGS))}, None, settings, now)
    alert = NewAlert.model_validate({**said, **columns})
    return add_alert(connection, alert, columns["next_message_at"], now), secret


def change(
    connection: Connection, name: str, said: Mapping[str, Any], settings: Config, now: datetime
) -> tuple[Alert, str | None]:
    """Changes what is said; a new target has a new secret. UnknownAlertError, AlertRefusedError."""
    columns, secret = _columns(said, alert_named(connection, name), settings, now)
    return change_alert(connection, name, columns), secret


def test(connection: Connection, name: str, now: datetime) -> tuple[Alert, str]:
    """Puts a message about nothing on its way: its id."""
    alert, delivery = alert_named(connection, name), token_hex(16)
    add_delivery(connection, alert.id, delivery, 0, now)
    return alert, delivery


def _columns(
    said: Mapping[str, Any], old: Alert | None, settings: Config, now: datetime
) -> tuple[dict[str, Any], str | None]:
    _check_words(said)
    kind = old.kind if old else Kind(said["kind"])
    columns = {name: value for name, value in said.items() if name != "to"}
    secret = None
    if "filter" in said or old is None:
        columns["filter"] = filtering.checked(kind, said.get("filter", {}))
    if "to" in said:
        columns["target_shown"] = target.checked(said["to"], settings)
        columns["target"] = seal(said["to"], settings)
        secret = new_secret() if target.way_of(said["to"]) is target.Way.WEBHOOK else None
        columns["signing_secret"] = secret and seal(secret, settings)
    if old is None or {"frequency", "digest_at", "time_zone"} & set(said):
        columns |= _times({**(old.model_dump() if old else {}), **said}, now)
    return columns, secret


def _times(said: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    zone = said.get("time_zone", "UTC")
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        raise AlertRefusedError(f'there is no time zone "{zone}": write an IANA name such as Europe/London') from None
    if said.get("frequency", Frequency.INSTANT) != Frequency.DAILY:
        return {"next_message_at": now, "digest_at": None}
    at = said.get("digest_at") or DIGEST_AT
    return {"digest_at": at, "next_message_at": next_digest(at, zone, now)}
