"""Where a page ended: opaque to clients, and checked when it comes back."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from jobspider.errors import BadCursorError
from jobspider.search.filters import YEARS, Sort

PATTERN = r"^([nos]_-?[0-9]{1,17}_[0-9]{1,18}|r_[0-9]{1,9}_[0-9]{1,18}_-?[0-9]{1,17})$"
"""What every cursor looks like; the letter is its order's. All of this kind are understood."""
_LETTERS = {Sort.NEWEST: "n", Sort.OLDEST: "o", Sort.SALARY: "s", Sort.RELEVANCE: "r"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CENTS = 100


@dataclass(frozen=True)
class Cursor:
    """The sort key and the id of the last posting of a page; for relevance also where the candidates begin."""

    sort: Sort
    numbers: tuple[int, ...]

    @classmethod
    def read(cls, text: str, sort: Sort) -> Self:
        """Raises BadCursorError, naming the cursor, for one that no answer of this order gave."""
        letter, *numbers = text.split("_")
        if not re.fullmatch(PATTERN, text):
            raise BadCursorError("cursor: this is no cursor; take next_cursor of the page before, as it is")
        if letter != _LETTERS[sort]:
            raise BadCursorError(f"cursor: it belongs to another order than sort={sort}; begin without a cursor")
        return cls(sort, tuple(int(number) for number in numbers))

    def __str__(self) -> str:
        """As clients see it."""
        return "_".join((_LETTERS[self.sort], *map(str, self.numbers)))


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """Back to a moment, within the years that databases know."""
    return _EPOCH + timedelta(microseconds=min(max(value, micros(YEARS[0])), micros(YEARS[1])))


def cents(amount: float) -> int:
    """Hundredths: columns of money have two decimals."""
    return round(amount * _CENTS)


def amount(value: int) -> float:
    """Back to units."""
    return value / _CENTS
