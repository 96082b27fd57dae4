"""Dates as boards write them → aware UTC.

What a text without a zone means: the calendar day of the board's country. That day is kept as it is written, so
`2026-11-10` is 2026-11-10T00:00Z on every board, and a time without a zone is kept as written too. Words that count
days ("today", "3 days ago") count from the day that it now is in the country, at 00:00Z; words that count hours or
minutes count from `now` itself. A date with a zone is converted. "30+ days ago" is 30 days, a day without a year the
latest one that is not after today.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from jobspider.clean._amounts import fold
from jobspider.clean._calendar import parse_calendar
from jobspider.clean._foreign_dates import parse_foreign
from jobspider.clean._relative import parse_relative
from jobspider.clean.countries import country_of

_LONGEST = 80
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before the first job board; also drops epoch 0 and year 1
_FARTHEST = timedelta(days=3660)  # ten years: an end date beyond is a placeholder like 9999-12-31
_EPOCH = re.compile(r"(?:/Date\()?(\d{9,13}(?:\.\d{1,9})?)(?:[+-]\d{4})?(?:\)/)?")
_MILLISECONDS = 1e11
_LABEL = re.compile(
    r"(?:(?:date |last )?(?:posted|published|updated|added|listed|created|closing|closes|expires|start(?:s"
    r"|ing)?"
    r"|ends?|until|apply by|"
    r"deadline|posting date|date|veröffentlicht|publié[e]?|publicad[oa]|pubblicat[oa]|geplaatst|publicerad"
    r"|opublikowan[oae])"
    r"(?: date)?(?: (?:on|by|at|am|le|el|em|il|op|den|until))?\s*[:\-]?\s*)+",
    re.IGNORECASE,
)


def parse_date(text: str | int | float, now: datetime, country: str | None = None) -> datetime | None:
    """The moment a text or an epoch (seconds or milliseconds) names, aware UTC; None when none or absurd. Never raises.

    `now` is aware; `country` (alpha-2) is the board's: day or month first, languages, today. Text over 80 characters,
    dates before 1995 and dates over ten years ahead are None. See the module for what a missing zone means.
    """
    found = _epoch(text) if not isinstance(text, str) else _parse_text(text, now.astimezone(UTC), country)
    return found if found and _EARLIEST <= found <= now + _FARTHEST else None


def _parse_text(text: str, now: datetime, country: str | None) -> datetime | None:
    if len(text) > _LONGEST:
        return None
    line = " ".join(fold(text).split())
    epoch = _EPOCH.fullmatch(line)
    if epoch:
        return _epoch(float(epoch[1]))
    try:
        return _parse_words(line, now, country)
    except (ValueError, OverflowError):  # a day that no calendar has, an age beyond year 1
        return None


def _parse_words(line: str, now: datetime, country: str | None) -> datetime | None:
    home = country_of(country)
    today = _today(now, home.zone if home else "UTC")
    relative = parse_relative(line, now, today)
    if relative:
        return relative
    bare = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
    month_first = home is not None and home.date_order == "MDY"
    calendar = parse_calendar(bare, today, month_first)
    if calendar:
        return calendar
    return parse_relative(bare, now, today) or parse_foreign(bare, today, home)


def _today(now: datetime, zone: str) -> datetime:
    local = now.astimezone(ZoneInfo(zone))
    return datetime(local.year, local.month, local.day, tzinfo=UTC)


def _epoch(value: float) -> datetime | None:
    if not 0 < value < 1e14:  # also drops NaN, and integers too large for a float
        return None
    seconds = value / 1000 if value >= _MILLISECONDS else value
    return datetime.fromtimestamp(seconds, UTC)
