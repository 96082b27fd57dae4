"""From a wall clock's reading to a moment, over daylight-saving jumps."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta, tzinfo

SECOND = timedelta(seconds=1)


def reading(moment: datetime, zone: tzinfo) -> datetime:
    """What a wall clock in the zone shows at an aware moment, without zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def first_moment(wall: datetime, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which the zone's clocks first show `wall` (naive).

    When they show it twice, it is the first time; when they jump over it, the jump's end. A later `wall` never gives
    an earlier moment.
    """
    before = wall.replace(tzinfo=zone).astimezone(UTC)  # read with the offset before a jump (PEP 495)
    after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # and with the one after it
    return _jump_end(wall, zone, after, before) if after < before else before


def _jump_end(wall: datetime, zone: tzinfo, earliest: datetime, latest: datetime) -> datetime:
    """The second at which clocks go from before `wall` to after it."""
    seconds = range((latest - earliest) // SECOND)
    return earliest + SECOND * bisect_left(
        seconds, True, key=lambda second: reading(earliest + SECOND * second, zone) > wall
    )
