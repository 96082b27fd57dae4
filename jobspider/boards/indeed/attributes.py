"""Indeed's attributes: what a posting's labels mean, whatever language they are in.

Each attribute has a key (`suid`) that is the same on all country sites, beside a label in the site's language.
"""

from collections.abc import Iterable
from typing import Any

from jobspider.boards.shape import Shape

ATTRIBUTE: Shape = {"suid": str, "key": str, "label": str}
"""What an attribute looks like."""
JOB_TYPES = {
    "CF3CP": "Full-time",
    "75GKK": "Part-time",
    "NJXCK": "Contract",
    "4HKF7": "Temporary",
    "VDTG7": "Internship",
    "5QWDV": "Permanent",
    "T9BXE": "Fixed term contract",
}
WORK_MODES = {"DSQF7": "remote", "PAXZC": "hybrid"}
REMOTE_MODELS = {"REMOTE_ALWAYS": "remote", "REMOTE_COVID_TEMPORARY": "remote", "REMOTE_HYBRID": "hybrid"}


def attributes(card: dict[str, Any], *groups: str) -> list[dict[str, Any]]:
    """The attributes of a search result in the named groups, in the page's order."""
    taxonomy = card.get("taxonomyAttributes") or []
    return [each for group in taxonomy if group.get("label") in groups for each in group.get("attributes") or []]


def job_types(found: Iterable[dict[str, Any]], labels: Iterable[str] = ()) -> list[str]:
    """The types in English where their key is known, else as labelled; `labels` serve where there are no attributes."""
    types = [JOB_TYPES.get(key_of(each), each.get("label")) for each in found]
    return list(dict.fromkeys(kind for kind in types or labels if kind))


def key_of(attribute: dict[str, Any]) -> str:
    """The attribute's key; search results and job pages name it differently."""
    return attribute.get("suid") or attribute.get("key") or ""


def work_mode(model: dict[str, Any] | None, found: Iterable[dict[str, Any]]) -> str | None:
    """`remote` or `hybrid` as the site marks it; a page that marks nothing has not said "on site"."""
    marked = REMOTE_MODELS.get((model or {}).get("type", ""))
    return marked or next((WORK_MODES[key_of(each)] for each in found if key_of(each) in WORK_MODES), None)
