"""The shape that a site's JSON should have: what has another one is left out, so that it costs nothing but itself."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Shape: TypeAlias = "type | tuple[type, ...] | list[Shape] | Mapping[str, Shape]"
"""A type, several of them, a list of one shape, or an object whose keys have each a shape."""


def shaped(value: Any, shape: Shape) -> Any:
    """What of `value` has the shape; None where nothing has. Keys that the shape doesn't name stay as they are."""
    match shape:
        case Mapping():
            return _object(value, shape) if isinstance(value, dict) else None
        case [each]:
            fitting = (shaped(member, each) for member in value) if isinstance(value, list) else ()
            return [member for member in fitting if member is not None]
        case type() | tuple():
            return value if isinstance(value, shape) else None
        case _:
            raise TypeError(f"{shape!r} is no shape: a list has the one shape of its members")


def _object(value: dict[str, Any], shape: Mapping[str, Shape]) -> dict[str, Any]:
    fitting = ((key, shaped(each, shape[key]) if key in shape else each) for key, each in value.items())
    return {key: each for key, each in fitting if each is not None}
