"""An alert: what it looks for, where its messages go and when; and what became of a message."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MOST = 100
"""Postings that one message shows, at most."""


class Kind(StrEnum):
    """What an alert is about."""

    POSTINGS = "postings"
    """Postings that meet its filter."""
    OPERATIONS = "operations"
    """Runs that failed, sites that challenge or have changed, sources without new postings."""


class Frequency(StrEnum):
    """When messages are sent."""

    INSTANT = "instant"
    DAILY = "daily"


class State(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Whether it has arrived cannot be known, and so it is not sent again."""


class NewAlert(BaseModel):
    """What a person says of an alert."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    kind: Kind = Kind.POSTINGS
    filter: dict[str, Any] = {}
    target: str
    """As it is stored: sealed, where there is a JOBSPIDER_SECRET."""
    target_shown: str
    signing_secret: str | None = None
    frequency: Frequency = Frequency.INSTANT
    digest_at: str | None = None
    time_zone: str = "UTC"
    most: int = 20
    enabled: bool = True


class Alert(NewAlert):
    """A stored alert."""

    id: int
    created_at: datetime
    next_message_at: datetime


class Delivery(BaseModel):
    """A message, and what became of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    alert_id: int
    state: State
    items: int
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    ended_at: datetime | None = None
    detail: str | None = None


class Result(NamedTuple):
    """How an attempt ended: SENT; WAITING where it has surely not arrived, or may come twice; UNKNOWN. And why."""

    state: State
    detail: str | None = None


SENT = Result(State.SENT)


def next_digest(digest_at: str, zone: str, after: datetime) -> datetime:
    """The next moment at which the zone's clocks show this time, UTC; where they leave it out, an hour later."""
    local = after.astimezone(ZoneInfo(zone))
    at = datetime.combine(local.date(), time.fromisoformat(digest_at), local.tzinfo)
    if at.astimezone(UTC) <= after:
        at = datetime.combine(local.date() + timedelta(days=1), at.time(), local.tzinfo)
    return at.astimezone(UTC)
