"""What a day is told in: rows of one shape."""

from typing import NamedTuple

MOST = 200
"""Names of a ranking, the most frequent ones."""
FEWEST = 5
"""Of fewer values no percentile is given: one could tell whose they are."""


class Figure(NamedTuple):
    """A number, what it counts, and percentiles where it has some. Empty text: of all."""

    figure: str
    n: int
    source: str = ""
    name: str = ""
    currency: str = ""
    basis: str = ""
    p10: float | None = None
    p25: float | None = None
    median: float | None = None
    p75: float | None = None
    p90: float | None = None
