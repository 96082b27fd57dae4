"""A filter as people write it: `title=nurse`, `country=GB`, `country=IE`."""

from collections.abc import Sequence
from typing import Any

from jobspider.errors import AlertRefusedError
from jobspider.search.filters import PostingFilter

LISTS = frozenset(name for name, field in PostingFilter.model_fields.items() if field.default == [])


def conditions_of(given: Sequence[str]) -> dict[str, Any]:
    """The filter. AlertRefusedError for what is none."""
    found: dict[str, Any] = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign or name not in PostingFilter.model_fields:
            names = ", ".join(PostingFilter.model_fields)
            raise AlertRefusedError(f"{each} is no condition: write FIELD=VALUE, with FIELD one of {names}")
        if name in LISTS:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found
