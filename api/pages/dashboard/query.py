"""What the dashboard may be asked: a few of the conditions that a search has, as its form sends them."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from jobspider.search.filters import NO_NUL, Labels, PostingFilter, Text


def _given(value: Any) -> Any:
    """A field of a form that was left empty is one that was not given."""
    if isinstance(value, list):
        return [each for each in value if each != ""]
    return None if isinstance(value, str) and not value.strip() else value


Given = BeforeValidator(_given)
PERIODS = ((None, "Any time"), (7, "Last 7 days"), (30, "Last 30 days"), (90, "Last 90 days"), (365, "Last year"))
"""Days and what the form calls them."""


class DashboardQuery(BaseModel):
    """Conditions that all have to be met; the names are those of /postings where they mean the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Annotated[str | None, Field(max_length=500, json_schema_extra=NO_NUL), Given] = None
    location: Annotated[Text | None, Given] = None
    days: Annotated[Annotated[int, Field(ge=1, le=3650)] | None, Given] = None
    """Published on one of so many days (UTC), today included."""
    source: Annotated[Labels, Given] = []
    currency: Annotated[Annotated[str, Field(pattern=r"^[A-Za-z]{3}$")] | None, Given] = None
    """Of the pay that is shown; without it the one that most postings pay in."""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the currency was asked for."""
        return bool(self.q or self.location or self.days or self.source)

    def filter(self, **more: Any) -> PostingFilter:
        """The same conditions as every search has them."""
        return PostingFilter(**self.conditions(), **more)

    def conditions(self) -> dict[str, Any]:
        """By the names of a PostingFilter; those that were not asked for are left out."""
        asked = {"q": self.q, "location": self.location, "posted_after": self.since(), "source": self.source}
        return {name: value for name, value in asked.items() if value}

    def since(self, now: datetime | None = None) -> datetime | None:
        """The beginning of the period's first day; None: any time."""
        if self.days is None:
            return None
        today = (now or datetime.now(UTC)).date()
        return datetime.combine(today - timedelta(days=self.days - 1), time(), UTC)

    def address(self) -> str:
        """The same question as the query of an address; empty when nothing was asked for."""
        given = {name: value for name, value in self if value}
        return urlencode(given, doseq=True)

    def search(self, **more: Any) -> str:
        """The query of /search for the open postings behind a row, which meet these conditions and `more`."""
        asked = {name: value for name, value in self.conditions().items() if name != "posted_after"}
        since = self.since()
        days = {"posted_after": since.isoformat().replace("+00:00", "Z")} if since else {}
        return urlencode({"open": "true", **asked, **days, **more}, doseq=True)
