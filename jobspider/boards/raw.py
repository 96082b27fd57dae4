"""The raw posting: what a board read from a page, before anything is cleaned or checked."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from jobspider.clean.employment import contract_type

Raw: TypeAlias = dict[str, Any]
"""Keys are field names of Posting; a fact that the page does not state has no key."""


def stated(raw: Raw) -> Raw:
    """`raw` without the keys whose value says nothing: None, or an empty text, list or mapping."""
    return {field: value for field, value in raw.items() if value is not None and value not in ("", [], {})}


def employment(labels: Iterable[str]) -> Raw:
    """A site's labels for a job's kind as the two facts that they are: how much one works, and how it is contracted."""
    kinds = list(dict.fromkeys(labels))
    return {"employment_type": kinds, "contract_type": contract_type(kinds)}
