"""A filter as people type it: `title=nurse country=GB country=IE`."""

from typing import Annotated, Any

import typer

from jobspider.errors import AlertRefusedError
from jobspider.search.filters import PostingFilter

Name = Annotated[str, typer.Argument(help="The alert's name, as `jobspider alerts list` shows it.")]
Conditions = Annotated[
    list[str] | None,
    typer.Argument(help="FIELD=VALUE, as the parameters of GET /postings; given again for several values."),
]
LISTS = frozenset(name for name, field in PostingFilter.model_fields.items() if field.default == [])


def conditions_of(given: list[str]) -> dict[str, Any]:
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
