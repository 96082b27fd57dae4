"""The five fields of a cron expression, and which numbers and names each of them knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from jobspider.errors import ConfigError

MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAY_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True)
class Field:
    """One field: what `*` covers, what `H` may choose from, and the names that stand for numbers."""

    name: str
    """Part of what `H` is chosen by (see `jobspider.schedule.spread`): renaming a field moves every schedule."""
    lowest: int
    highest: int
    highest_spread: int
    """The last number that `H` chooses."""
    names: Mapping[str, int] = field(default_factory=dict, hash=False)
    seven_is_zero: bool = False
    """Whether Sunday has two numbers."""

    @property
    def whole(self) -> range:
        """What `*` covers."""
        return range(self.lowest, self.highest + 1)

    @property
    def spread(self) -> range:
        """What `H` without a range chooses from."""
        return range(self.lowest, self.highest_spread + 1)

    @property
    def allowed(self) -> str:
        """The allowed range as people read it: `0 to 59`, `1 to 12 or JAN to DEC`."""
        named = [name for name in self.names if name.isalpha()]
        return f"{self.lowest} to {self.highest}" + (f" or {named[0]} to {named[-1]}" if named else "")

    def number(self, text: str) -> int:
        """The number that a number or name (in capitals) stands for; anything else is a ConfigError."""
        if text in self.names:
            return self.names[text]
        if not text.isdecimal() or int(text) not in self.whole:
            raise ConfigError(f'{self.name} "{text}" is not allowed; write {self.allowed}')
        return int(text)

    def span(self, first: str, last: str) -> range:
        """The numbers of the range `first-last`; one that ends before it starts is a ConfigError."""
        low, high = self.number(first), self.number(last)
        if self.seven_is_zero and high == 0 < low:
            high = 7  # SAT-SUN: a week that ends on Sunday
        if high < low:
            raise ConfigError(f'{self.name} "{first}-{last}" ends before it starts; write two ranges with a comma')
        return range(low, min(high, low + len(self.whole) - 1) + 1)  # 0-7 names Sunday twice

    def values(self, *spans: range) -> frozenset[int]:
        """The numbers of all spans, with Sunday always 0."""
        numbers = chain.from_iterable(spans)
        return frozenset(number % 7 for number in numbers) if self.seven_is_zero else frozenset(numbers)


MINUTE = Field("minute", 0, 59, 59)
HOUR = Field("hour", 0, 23, 23)
DAY_OF_MONTH = Field("day of month", 1, 31, 28)  # a day that every month has
MONTH = Field("month", 1, 12, 12, {name: number for number, name in enumerate(MONTH_NAMES, 1)})
DAY_OF_WEEK = Field(
    "day of week", 0, 6, 6, {name: number for number, name in enumerate(DAY_NAMES)} | {"7": 7}, seven_is_zero=True
)

FIELDS = (MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK)
