"""A value of a posting's field as people read it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import singledispatch

from api.pages import labels
from api.pages.formats import NONE, country, day
from api.pages.pay import pay
from jobspider.posting import Posting

WORDS: Mapping[str, Mapping[str, str]] = {
    "employment_type": labels.EMPLOYMENT,
    "contract_type": labels.CONTRACTS,
    "work_mode": labels.WORK_MODES,
    "language": labels.LANGUAGES,
}
"""Fields whose values have names."""


def worded(name: str, value: str) -> str:
    """The name of one value: `Full-time` of `FULL_TIME`, `Germany` of `DE`; any other value as it is."""
    return country(value) if name == "country" else WORDS.get(name, {}).get(value, value)


def place(posting: Posting) -> str | None:
    """As the board words it, else town, region and country."""
    known = (posting.locality, posting.region, posting.country and country(posting.country))
    return posting.location_raw or ", ".join(filter(None, known)) or None


def published(posting: Posting) -> str | None:
    """The day, else the board's words."""
    return day(posting.date_posted) if posting.date_posted else posting.date_posted_raw


def fact(posting: Posting, name: str) -> str:
    """What stands in a field; a dash for nothing."""
    value = getattr(posting, name)
    return _written(value, name) if value or value is False else NONE


def paid(posting: Posting) -> str:
    """The pay with the words it was read from, so that any change of them shows."""
    raw = posting.salary_raw and f"“{posting.salary_raw}”"
    estimate = "estimated" if posting.salary_source == "estimated" else None
    return ", ".join(filter(None, (pay(posting), estimate, raw))) or NONE


TOLD: Mapping[str, Callable[[Posting], str | None]] = {
    "Pay": paid,
    "Place": place,
    "Published": published,
    "Title": lambda posting: posting.title,
}
"""Facts that several fields tell of."""


@singledispatch
def _written(value: object, name: str) -> str:
    return worded(name, str(value))


@_written.register
def _(value: bool, name: str) -> str:  # noqa: ARG001
    return "yes" if value else "no"


@_written.register
def _(value: datetime, name: str) -> str:  # noqa: ARG001
    return day(value)


@_written.register(frozenset)
@_written.register(tuple)
def _(value: Iterable[str], name: str) -> str:
    return ", ".join(worded(name, each) for each in sorted(value))
