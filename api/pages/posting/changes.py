"""What was changed in a posting, as people understand it: what stood there before, and what stood there afterwards."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from api.pages.formats import NONE
from api.pages.labels import NAMES
from api.pages.posting.differences import Piece, differences
from api.pages.values import TOLD, fact
from jobspider.posting import StoredPosting
from jobspider.search.postings import PostingVersion

DESCRIPTION = "Description"
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "Pay": (
        *("salary_min", "salary_max", "salary_currency", "salary_period", "salary_source"),
        *("salary_annual_min", "salary_annual_max", "salary_raw"),
    ),
    "Place": ("location_raw", "locality", "region", "country", "postal_code", "latitude", "longitude"),
    "Published": ("date_posted", "date_posted_raw"),
    "Title": ("title", "title_normalized"),
    DESCRIPTION: ("description_text", "description_html", "description_is_snippet"),
}
"""Fields that tell of one fact."""
OTHERS = {
    "url": "Address",
    "apply_url": "Address for applications",
    "company_url": "Company's page",
    "valid_through": "Closing date",
    "is_sponsored": "Sponsored",
    "is_expired": "Expired",
    "skills": "Skills",
    "skills_required": "Skills asked for",
    "seniority": "Level",
}
_FACT = {field: name for name, fields in TOGETHER.items() for field in fields}


@dataclass(frozen=True)
class Change:
    """One fact; of a description the pieces that differ."""

    name: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def is_seen(self) -> bool:
        """Whether a reader would notice it."""
        return bool(self.pieces) or self.before != self.after


@dataclass(frozen=True)
class Revision:
    """What a crawl found changed."""

    at: datetime
    changes: tuple[Change, ...]


def revisions(posting: StoredPosting, versions: Iterable[PostingVersion]) -> list[Revision]:
    """In the order of `versions`, the latest first: each is undone in turn, which gives what stood there before it."""
    found, after = [], posting
    for version in versions:
        before = earlier(after, version.replaced)
        changes = (_change(name, field, before, after) for name, field in _facts(version.replaced))
        found.append(Revision(version.changed_at, tuple(change for change in changes if change.is_seen)))
        after = before
    return [revision for revision in found if revision.changes]


def earlier(posting: StoredPosting, replaced: Mapping[str, Any]) -> StoredPosting:
    """The posting with the values that it had; a value that cannot be read any more stays as it is."""
    return StoredPosting.model_construct(**{**posting.__dict__, **dict(_read(replaced))})


def _facts(replaced: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each fact's name once, with one of its fields; fields that postings no longer have tell nobody anything."""
    known = [field for field in replaced if field in StoredPosting.model_fields]
    named = {_FACT.get(field) or OTHERS.get(field) or NAMES.get(field) or _spoken(field): field for field in known}
    yield from sorted(named.items(), key=lambda each: (each[0] == DESCRIPTION, each[0]))


def _spoken(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _change(name: str, field: str, before: StoredPosting, after: StoredPosting) -> Change:
    if name == DESCRIPTION:
        return Change(name, pieces=differences(before.description_text or "", after.description_text or ""))
    told = TOLD.get(name)
    if told is None:
        return Change(name, fact(before, field), fact(after, field))
    return Change(name, told(before) or NONE, told(after) or NONE)


def _read(replaced: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    readers = _readers()
    for name, value in replaced.items():
        try:
            yield name, readers[name].validate_python(value)
        except (KeyError, ValidationError):
            continue


@cache
def _readers() -> Mapping[str, TypeAdapter[Any]]:
    """Versions are stored as JSON, so moments and sets come back as texts and lists."""
    hints = get_type_hints(StoredPosting, include_extras=True)
    return {name: TypeAdapter(hints[name]) for name in StoredPosting.model_fields}
