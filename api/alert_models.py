"""Alerts, as they come and go in JSON. Addresses and secrets go in, and never out again."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.config import JsonDict

from api.body import Body, Changes, Whole
from jobspider.alert import CLOCK, MOST, NAME, Alert, Delivery, Frequency, Kind, State
from jobspider.posting import StoredPosting
from jobspider.search.filters import PostingFilter

EXAMPLE: JsonDict = {
    "name": "data-science-london",
    "filter": {"title": "data scientist", "location": "London", "salary_min": 60_000, "salary_currency": "GBP"},
    "to": "https://example.org/hooks/jobs",
}
TARGET = "A webhook (`https://…`), a mailbox (`mailto://…`) or another URL of apprise; answers never show it again."


class AlertFilter(PostingFilter):
    """The filter of GET /postings. At least one condition; none on time and state: an alert is about what is new."""

    model_config = ConfigDict(strict=True)

    @field_validator("q", "title", "company", "location", "skill", "skill_required")
    @classmethod
    def _without_nul(cls, value: Any) -> Any:
        if "\x00" in str(value or "") or any("\x00" in each for each in value or ()):
            raise ValueError("a text holds no NUL")
        return value


Target = Annotated[
    str, Field(min_length=1, max_length=2000, pattern=r"^[a-zA-Z][a-zA-Z0-9+.-]*://[!-~]+$", description=TARGET)
]
Clock = Annotated[str, Field(pattern=CLOCK, description="HH:MM of the daily message; 08:00 if left out.")]
Zone = Annotated[str, Field(pattern=r"^[A-Za-z0-9_+/-]{1,64}$", description="IANA name, whose clocks it is about.")]
Shown = Annotated[int, Field(ge=1, le=MOST, description="Postings that one message shows, at most."), Whole]
# By value: strict models take no text for an enumeration that Python knows by another class.
AlertKind = Annotated[Kind, Field(strict=False, description="`postings`, or `operations`: what goes wrong in crawls.")]
When = Annotated[Frequency, Field(strict=False, description="`instant`, or `daily`: one message a day.")]


class NewAlert(Body):
    """What is looked for, and who is told."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    name: Annotated[str, Field(pattern=NAME, description="A name for it.")]
    kind: AlertKind = Kind.POSTINGS
    filter: AlertFilter = AlertFilter()
    to: Target
    frequency: When = Frequency.INSTANT
    digest_at: Clock | None = None
    time_zone: Zone = "UTC"
    most: Shown = 20
    enabled: bool = True


class AlertChanges(Changes):
    """What is to change; the rest stays."""

    filter: AlertFilter = AlertFilter()
    to: Target = "https://example.org"
    frequency: When = Frequency.INSTANT
    digest_at: Clock = "08:00"
    time_zone: Zone = "UTC"
    most: Shown = 20
    enabled: bool = True


class ShownAlert(BaseModel):
    """An alert, without its address."""

    name: str
    kind: Kind
    filter: dict[str, Any]
    to: str = Field(description="Where messages go, without what is secret in it.")
    frequency: Frequency
    digest_at: str | None
    time_zone: str
    most: int
    enabled: bool
    created_at: datetime
    signing_secret: str | None = Field(
        None, description="What signs the messages of a webhook: shown when its address is set, and never again."
    )

    @classmethod
    def of(cls, alert: Alert, secret: str | None = None) -> "ShownAlert":
        """What may be shown of a stored one."""
        return cls.model_validate({**alert.model_dump(), "to": alert.target_shown, "signing_secret": secret})


class AlertPage(BaseModel):
    """Some alerts, and where the next ones begin."""

    items: list[ShownAlert]
    next_cursor: str | None = Field(description="Give it as `cursor` to get the alerts after these; null: no more.")


class PreviewOf(Body):
    """A filter to try."""

    model_config = ConfigDict(json_schema_extra={"example": {"filter": {"title": "nurse"}}})

    filter: AlertFilter


class Preview(BaseModel):
    """What would have matched in the last week."""

    count: int = Field(description="How many postings; with `more` at least so many.")
    more: bool
    postings: list[StoredPosting] = Field(description="The newest of them.")


class ShownDelivery(BaseModel):
    """A message, and what became of it."""

    id: str = Field(description="A webhook gets it as `webhook-id`, each time the message is sent.")
    state: State
    items: int = Field(description="Postings or occurrences that it is about; 0 for a test.")
    attempts: int
    created_at: datetime
    ended_at: datetime | None
    detail: str | None = Field(description="Why it was not sent (yet).")

    @classmethod
    def of(cls, delivery: Delivery) -> "ShownDelivery":
        """A stored one."""
        return cls.model_validate(delivery.model_dump())


class DeliveryPage(BaseModel):
    """Some messages, the latest first, and where the next ones begin."""

    items: list[ShownDelivery]
    next_cursor: str | None
