"""The columns of an export, and how a value stands in a cell."""

from datetime import datetime
from typing import Any

from jobspider.search.find import LISTED

COLUMNS = LISTED
"""All that lists show."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that spreadsheets take for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


def plain(value: Any) -> str | int | float | bool | None:
    """A value as one cell holds it: moments as RFC 3339, several values with `; ` between them."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, frozenset | tuple):
        return "; ".join(sorted(value) if isinstance(value, frozenset) else value)
    return value  # type: ignore[no-any-return]


def harmless(value: Any) -> str | int | float | bool | None:
    """The same for spreadsheets: text that would be a formula begins with an apostrophe; numbers stay numbers."""
    cell = plain(value)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
