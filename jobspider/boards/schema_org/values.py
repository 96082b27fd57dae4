"""Values of schema.org properties, which may each be a text, a number, a node, or a list of these."""

import re
from html import unescape
from math import isfinite
from typing import Any

GROUPED = re.compile(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^-?\d+(?:\.\d+)?$")


def many(value: Any) -> list[Any]:
    """The values of a property; none where it says nothing."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if each not in (None, "", [], {})]


def first(value: Any) -> Any:
    """The first value of a property, None where it says nothing."""
    return next(iter(many(value)), None)


def text(value: Any) -> str | None:
    """A property as text, a node by its name; HTML entities are decoded once."""
    match first(value):
        case None | bool():
            return None
        case float() as figure if not isfinite(figure):  # JSON as Python reads it has NaN
            return None
        case dict() as node:
            return next((found for key in ("name", "value", "alternateName") if (found := text(node.get(key)))), None)
        case each:
            return unescape(str(each)).strip() or None


def texts(value: Any) -> list[str]:
    """Each value of a property as text."""
    return [found for each in many(value) if (found := text(each))]


def number(value: Any) -> float | None:
    """A property as a number; texts count when they are nothing but a number (`45000`, `45,000.50`)."""
    match first(value):
        case bool():
            return None
        case int() | float() as figure:
            return figure if isfinite(figure) else None
        case str() as written if GROUPED.match(written.strip()):
            return float(written.replace(",", ""))
        case _:
            return None
