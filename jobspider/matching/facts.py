"""What of a posting decides whether another one is the same job; all but the description's text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from jobspider.clean.title import normalize_title
from jobspider.matching.address import address_key
from jobspider.matching.company import company_key
from jobspider.matching.place import Whereabouts, whereabouts
from jobspider.matching.title import title_words, wording

READ = (
    *("id", "job_id", "source", "url", "apply_url", "title", "title_normalized", "company", "work_mode"),
    *("location_raw", "locality", "region", "country", "postal_code"),
    *("salary_annual_min", "salary_annual_max", "salary_currency", "salary_source"),
    *("date_posted", "first_seen_at", "last_seen_at", "closed_at", "description_is_snippet"),
)
"""Columns of `postings` that the facts are made of."""
TEXT = "description_text"
"""The column that is read only where the facts leave it open."""
COMPARED = (*READ, TEXT)
"""Whatever of these changes, the posting is compared anew."""


class Pay(NamedTuple):
    """A year's pay as the board declares or words it, never an estimate."""

    currency: str
    least: float
    most: float


class Facts(NamedTuple):
    """A posting, ready to be compared."""

    id: int
    job_id: int | None
    source: str
    addresses: frozenset[str]
    title: tuple[str, ...]
    """The normalized title's words."""
    wording: tuple[str, ...]
    """The advertised title's, without those of the place: what normalizing takes for a place can be a language."""
    company: str | None
    place: Whereabouts
    pay: Pay | None
    begins: datetime
    ends: datetime
    is_snippet: bool


def facts(row: Mapping[str, Any]) -> Facts:
    """From a row with the columns of READ."""
    seen = row["first_seen_at"]
    place = whereabouts(*(row[name] for name in ("location_raw", "locality", "region", "country", "postal_code")))
    return Facts(
        id=row["id"],
        job_id=row["job_id"],
        source=row["source"],
        addresses=frozenset(filter(None, (address_key(row["url"]), address_key(row["apply_url"])))),
        title=title_words(row["title_normalized"] or normalize_title(row["title"])),
        wording=wording(row["title"], place.words),
        company=company_key(row["company"]),
        place=place,
        pay=_pay(row),
        begins=min(row["date_posted"] or seen, seen),
        ends=row["closed_at"] or row["last_seen_at"],
        is_snippet=row["description_is_snippet"],
    )


def _pay(row: Mapping[str, Any]) -> Pay | None:
    bounds = [row[name] for name in ("salary_annual_min", "salary_annual_max") if row[name] is not None]
    if not bounds or row["salary_source"] == "estimated" or row["salary_currency"] is None:
        return None
    return Pay(row["salary_currency"], min(bounds), max(bounds))
