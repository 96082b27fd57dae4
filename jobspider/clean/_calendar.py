"""Dates in digits and English month names, read by own patterns: what nearly every page holds, and quick."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
_TIME = rf"(?:(?:T| |, ?| at ){_CLOCK})?"
_ZONE = r" ?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:[ ,\-/]+(?P<year>\d{4}|'?\d{2}))?"

_PATTERNS = [
    re.compile(pattern + _TIME + _ZONE, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4})[年년] ?(?P<month>\d{1,2})[月월] ?(?P<day>\d{1,2})[日일]",
        r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.",
        rf"{_WEEKDAY}{_DAY}(?: of)?[ \-/]{_MONTH}{_YEAR}",
        rf"{_WEEKDAY}{_MONTH} {_DAY}{_YEAR}",
    )
]


def parse_calendar(text: str, today: datetime, month_first: bool) -> datetime | None:
    """A written date; without a zone as it is written. Raises ValueError for a day that does not exist."""
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            return _moment(match.groupdict(), today, month_first)
    return _mail_date(text)


def _moment(parts: dict[str, str | None], today: datetime, month_first: bool) -> datetime:
    month, day = _month_and_day(parts, month_first)
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    hour = _hour_of_day(hour, parts["half"])
    micro = int((parts["fraction"] or "0").ljust(6, "0")[:6])
    written_year = parts.get("year")
    if written_year is None:
        return latest_not_after(today, month, day)
    year = _full_year(written_year)
    return datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(parts["zone"])).astimezone(UTC)


def _hour_of_day(hour: int, half: str | None) -> int:
    return hour if half is None else hour % 12 + (12 if half in "pP" else 0)


def _month_and_day(parts: dict[str, str | None], month_first: bool) -> tuple[int, int]:
    if parts.get("name"):
        return _MONTHS.index((parts["name"] or "")[:3].lower()) + 1, int(parts["day"] or 0)
    if parts.get("first") is None:
        return int(parts["month"] or 0), int(parts["day"] or 0)
    first, other = int(parts["first"] or 0), int(parts["other"] or 0)
    month_leads = (month_first and parts["mark"] != "." and first <= 12) or other > 12
    return (first, other) if month_leads else (other, first)


def _full_year(year: str) -> int:
    digits = int(year.strip("'"))
    return digits if len(year.strip("'")) == 4 else 2000 + digits


def _zone(written: str | None) -> timezone:
    if not written or written.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if written[0] == "-" else offset)


def latest_not_after(today: datetime, month: int, day: int) -> datetime:
    """That day of this year, or of the last one when it is still to come (29 February: of the last leap year)."""
    for year in range(today.year, today.year - 9, -1):
        if (month, day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
            continue
        candidate = datetime(year, month, day, tzinfo=UTC)
        if candidate <= today:
            return candidate
    raise ValueError("no such day in the last nine years")


def _mail_date(text: str) -> datetime | None:
    """RFC 5322, as feeds write it: `Mon, 16 Nov 2026 10:30:00 +0200`."""
    if text.count(":") < 1 or not text[-1:].isalnum():
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
