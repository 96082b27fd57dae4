"""What a row becomes when its posting is seen again: the rule for search cards and whole pages."""

from typing import Any

from jobspider.posting import Posting

GROUPS = (
    ("description_html", "description_text", "description_is_snippet"),
    (
        *("salary_raw", "salary_min", "salary_max", "salary_currency"),
        *("salary_period", "salary_source", "salary_annual_min", "salary_annual_max"),
    ),
    ("date_posted", "date_posted_raw"),
)
"""Fields that stem from one statement of the site: taken together, so that no row mixes two statements."""

_GROUPED = frozenset(name for group in GROUPS for name in group)
UNITS = GROUPS + tuple((name,) for name in Posting.model_fields if name not in _GROUPED)
"""All fields: those that go together, then each of the others by itself."""

UNSAID: tuple[Any, ...] = (None, frozenset(), ())
"""What a field holds when the site said nothing about it."""


def merge(stored: Posting, seen: Posting, *, newer: bool = True) -> Posting:
    """The posting after it was seen again; `newer`: not seen before what is stored.

    - One has its full description, the other is a search card (a snippet, or no description): the full one's values
      win, whichever came first, and what it does not say is filled from the other. So a card never costs what the
      page said, and a page keeps what only the card said.
    - Both of the same kind: the newer one replaces the older in all fields (a salary that is gone is a change).
    - Whether it is expired: what was said last.
    """
    if is_full(stored) == is_full(seen):
        return seen if newer else stored
    first, second = (seen, stored) if is_full(seen) else (stored, seen)
    latest, earlier = (seen, stored) if newer else (stored, seen)
    expired = earlier.is_expired if latest.is_expired is None else latest.is_expired
    return Posting.model_construct(**{**_filled(first, second), "is_expired": expired})


def is_full(posting: Posting) -> bool:
    """Whether it has its whole description, not only a search card's excerpt or none."""
    described = posting.description_text is not None or posting.description_html is not None
    return described and not posting.description_is_snippet


def _filled(first: Posting, second: Posting) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for unit in UNITS:
        winner = first if any(getattr(first, name) not in UNSAID for name in unit) else second
        values.update((name, getattr(winner, name)) for name in unit)
    return values
