"""Which postings are meant: one model for search, facets, exports, feeds and whatever else selects postings."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from jobspider.fields import Contract, Employment, WorkMode

YEARS = (datetime(1000, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))
"""What databases can compare; an earlier or later moment means the same as these."""


class Sort(StrEnum):
    """The order of postings."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SALARY = "salary"
    RELEVANCE = "relevance"


class SalaryName(StrEnum):
    """What pay is told apart by."""

    TITLE = "title"
    PLACE = "place"
    SKILL = "skill"


class DailyName(StrEnum):
    """What postings a day are told apart by."""

    SOURCE = "source"


def comparable(moment: datetime) -> datetime:
    """The moment as UTC, within the years that databases know."""
    try:
        return min(max(moment.astimezone(UTC), YEARS[0]), YEARS[1])
    except OverflowError:  # an offset that leads out of the years 1 to 9999
        return YEARS[0] if moment.year < 5000 else YEARS[1]


DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")


def written(moment: object) -> object:
    """Refuses numbers, in which pydantic would see seconds since 1970."""
    if type(moment) is str and not DATE_AND_TIME.match(moment):
        raise ValueError("write it as 2026-11-22T12:00:00Z")
    return moment


NO_NUL: dict[str, JsonValue] = {"pattern": r"^[^\x00]*$"}
"""What the API's document says of texts: a NUL in an address is refused before a filter is made of it."""
Text = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra=NO_NUL)]
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(written), AfterValidator(comparable)]
Labels = Annotated[list[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]], Field(max_length=20)]


class PostingFilter(BaseModel):
    """Conditions that all have to be met; of a list of values, one of them."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    q: Annotated[str, Field(max_length=500, json_schema_extra=NO_NUL)] | None = None
    """Words to find in title, company, place, skills or description: all of them, in any order. `"two words"` is a
    phrase, `-word` excludes, `one OR other` takes either, `engin*` begins a word. Accents and case don't matter."""
    title: Text | None = None
    """Words of the title, written as in `q`."""
    company: Text | None = None
    """Words of the company's name, written as in `q`."""
    location: Text | None = None
    """Words of the place (town, region, country code, postal code), written as in `q`."""
    skill: Annotated[list[Text], Field(max_length=20)] = []
    """Skill that the posting names; given several times, all of them."""
    skill_required: Annotated[list[Text], Field(max_length=20)] = []
    """Skill that the posting asks for, spelled as in /stats/skills; given several times, all of them."""
    source: Labels = []
    """Name of the board; given several times, any of them."""
    country: Annotated[list[Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")]], Field(max_length=20)] = []
    """ISO 3166-1 alpha-2 code; given several times, any of them."""
    language: Annotated[list[Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}$")]], Field(max_length=20)] = []
    """ISO 639-1 code of the posting's language; given several times, any of them."""
    employment_type: Annotated[list[Employment], Field(max_length=8)] = []
    """Kind of employment; given several times, any of them."""
    contract_type: Annotated[list[Contract], Field(max_length=5)] = []
    """Kind of contract; given several times, any of them."""
    work_mode: Annotated[list[WorkMode], Field(max_length=3)] = []
    """Where the work is done; given several times, any of them."""
    salary_min: Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)] | None = None
    """The most that a posting pays a year, in units of its currency, has to be this at least."""
    salary_currency: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$")] | None = None
    """ISO 4217 code of the pay; without it `salary_min` compares figures of every currency."""
    posted_after: Moment | None = None
    """Published then or later (RFC 3339); where the board names no date, first seen then or later."""
    posted_before: Moment | None = None
    """Published earlier than that; where the board names no date, first seen earlier."""
    open: bool | None = None
    """true: postings that are open; false: those that are closed; left out: both."""


class SalaryQuery(PostingFilter):
    """A filter, and what pay is to be told apart by."""

    by: SalaryName | None = None
    """Figures of each title, place or skill apart; left out: of all together."""


class DailyQuery(PostingFilter):
    """A filter, and what postings a day are to be told apart by."""

    by: DailyName | None = None
    """Figures of each board apart; left out: of all together."""
