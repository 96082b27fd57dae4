"""The raw posting: what a board read from a page, before anything is cleaned or checked."""

from typing import Any, TypeAlias

Raw: TypeAlias = dict[str, Any]
"""Keys are field names of Posting; a fact that the page does not state has no key."""


def stated(raw: Raw) -> Raw:
    """`raw` without the keys whose value says nothing: None, or an empty text, list or mapping."""
    return {field: value for field, value in raw.items() if value is not None and value not in ("", [], {})}
