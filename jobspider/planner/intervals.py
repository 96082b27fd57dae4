"""When something is crawled again: pure, of what was seen and the interval until now.

Shorter when it changed, longer when not, between two bounds; failures back off by doubling. Each time is moved by up to
a tenth, by a hash of the key and the interval, so that what was added together falls due apart, and stays apart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

SHORTER = 0.6
LONGER = 1.5
SPREAD = 0.1
"""Part of an interval by which a time may be moved, either way."""
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Bounds:
    """The least and the most seconds between two crawls, and those after the first one."""

    least: int
    first: int
    most: int


SEARCH = Bounds(least=6 * HOUR, first=DAY, most=7 * DAY)
JOB_PAGE = Bounds(least=2 * DAY, first=4 * DAY, most=28 * DAY)


def adapted(interval: int, changed: bool, bounds: Bounds) -> int:
    """Seconds until the next crawl, after one that succeeded."""
    return within(bounds, round(interval * (SHORTER if changed else LONGER)))


def after_failure(failures: int, bounds: Bounds) -> int:
    """Seconds until the next try, after so many failures in a row (1 or more)."""
    return within(bounds, bounds.least * 2 ** min(failures - 1, 30))


def next_crawl(key: str, now: datetime, seconds: int, bounds: Bounds) -> datetime:
    """The time `seconds` from now, spread by the key, not nearer and not further than the bounds."""
    moved = round(seconds * (1 + SPREAD * (2 * share(f"{key}:{seconds}") - 1)))
    return now + timedelta(seconds=within(bounds, moved))


def within(bounds: Bounds, seconds: int) -> int:
    """The seconds, or the bound that they pass."""
    return max(bounds.least, min(bounds.most, seconds))


def share(key: str) -> float:
    """A number from 0 up to, not including, 1, the same for a key on every machine, even over many keys."""
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6, person=b"planner")
    return int.from_bytes(digest.digest(), "big") / 2**48
