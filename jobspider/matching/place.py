"""Places, for telling whether two postings can be about one: boards word the same place in many ways."""

import re
from enum import Enum
from typing import NamedTuple

from jobspider.clean.words import tokens

_OUTWARD = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?:\s*\d[A-Z]{2})?$")
_LONDON = re.compile(r"(?:[NEW]|NW|SE|SW|EC|WC)\d")
_WIDE_LIST = """
    united_kingdom uk_ gb_ england scotland wales britain great united kingdom remote hybrid
"""
_WIDE = frozenset(_WIDE_LIST.split())


class Nearness(Enum):
    """What two places say together."""

    SAME = "same"
    UNKNOWN = "unknown"
    """One of them is not named, or as wide as a country."""
    DIFFERENT = "different"


class Whereabouts(NamedTuple):
    """A place as words and codes."""

    country: str | None
    district: str | None
    """Postal code, of the United Kingdom its outward half, which is what boards show."""
    locality: frozenset[str]
    words: frozenset[str]
    """All that the board says of it."""


def whereabouts(
    raw: str | None, locality: str | None, region: str | None, country: str | None, postal_code: str | None
) -> Whereabouts:
    """From a posting's fields."""
    district = _district(postal_code or raw or "")
    named = frozenset(tokens(locality or "")) - _WIDE
    return Whereabouts(
        country, district, named, frozenset(tokens(" ".join(filter(None, (raw, locality, region))))) - _WIDE
    )


def nearness(one: Whereabouts, other: Whereabouts) -> Nearness:
    """Whether they can be one place: postal codes decide where both have them, else the town in the other's words."""
    if one.country and other.country and one.country != other.country:
        return Nearness.DIFFERENT
    if one.district and other.district:
        return Nearness.SAME if one.district == other.district else Nearness.DIFFERENT
    if not one.words or not other.words:
        return Nearness.UNKNOWN
    if _within(one.locality, other.words) or _within(other.locality, one.words):
        return Nearness.SAME
    if (_is_london(one) and "london" in other.words) or (_is_london(other) and "london" in one.words):
        return Nearness.UNKNOWN
    return Nearness.DIFFERENT if _exact(one) and _exact(other) else Nearness.UNKNOWN


def _within(locality: frozenset[str], words: frozenset[str]) -> bool:
    return bool(locality) and locality <= words


def _is_london(place: Whereabouts) -> bool:
    """By its postal code alone."""
    return place.country in {None, "GB"} and bool(place.district and _LONDON.match(place.district))


def _exact(place: Whereabouts) -> bool:
    return bool(place.locality or place.district)


def _district(text: str) -> str | None:
    found = _OUTWARD.search(text.strip().upper()[-12:])
    return found[1] if found else None
