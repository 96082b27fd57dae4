"""Where the statements of a walk (jobspider/search/walk.py) begin and end, and how much they give: their parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Integer, Row, bindparam

Place = tuple[Any, int]
"""The sort key and the id of a posting."""
BEHIND = bindparam("behind", type_=Integer)
MOST = bindparam("most", type_=Integer)
SIZE = bindparam("size", type_=Integer)
FIRST = bindparam("first", type_=BigInteger)
LAST = bindparam("last", type_=BigInteger)


def values(start: Place | None, end: Place | None, size: int | None) -> dict[str, Any]:
    """What the statements of a walk take."""
    given: dict[str, Any] = {} if size is None else {"size": size}
    if start is not None:
        given |= {"start": start[0], "first": start[1]}
    if end is not None:
        given |= {"end": end[0], "last": end[1]}
    return given


@dataclass(frozen=True)
class Window:
    """Some ids, and where the window ends; None: nothing comes after it."""

    rows: Sequence[Row[Any]]
    end: Place | None
