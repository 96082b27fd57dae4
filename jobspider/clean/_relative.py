"""Ages as the boards write them: "3 days ago", "hace 8 días", "30d+", "vor einem Monat", "Just now", "Yesterday"."""

import re
from datetime import datetime, timedelta

from jobspider.clean._patterns import named

_SECOND, _MINUTE, _HOUR, _DAY, _WEEK, _MONTH, _YEAR = "second", "minute", "hour", "day", "week", "month", "year"
_UNITS = {
    _SECOND: r"s|secs?|seconds?|sekunden?|secondes?|segundos?|secondi|seconden|sekunder",
    _MINUTE: r"m|mins?|minutes?|minuten?|minutos?|minuti|minuut|minuter|minutter|minuty?|minut|分钟前?|分前",
    _HOUR: r"h|hrs?|hours?|stunden?|std|heures?|horas?|or[ae]|uur|uren|timmar|timme|timer|time|godzin\w*"
    r"|hodin\w*|小时前?|時間前?|시간",
    _DAY: r"d|days?|tage?n?|jours?|días?|dias?|giorn[oi]|dag(?:en|ar|e|er)?|dni|dzień|dnem|dny|päivää|天前?"
    r"|日(?:以上)?前|일",
    _WEEK: r"w|wks?|weeks?|wochen?|semaines?|semanas?|settiman[ae]|we(?:ek|ken)|veck(?:a|or)|uker?|uger?"
    r"|tygodni\w*|tydzień|周前?|週間前?",
    _MONTH: r"mos?|mths?|months?|monate?n?|mois|mes(?:es)?|mês|mes[ei]|maand(?:en)?|månad(?:er)?"
    r"|måned(?:er)?|miesi\w+|个月前?|か月前|ヶ月前",
    _YEAR: r"y|yrs?|years?|jahre?n?|ans?|années?|años?|anos?|ann[oi]|jaar|jaren|år|roku?|lata?|年前",
}
_ONE = r"an?|one|eine[mnr]?|une?|una?|um|uma|uno|een|en|ett|et"
_FEW = r"(?:a )?few|several|quelques|einigen|algun[oa]s|alcun[ei]|enkele|några"
_BEFORE = (
    r"(?:(?:employer ?|empleador )?activ[eoa]?|aktiv|offre|last|reposted|posted|date posted|published"
    r"|updated|added|reposted|listed|listing date"
    r"|il y a|hace|vor"
    r"|h[aá]|för|for|over|more than|about|almost|plus de|más de|mais de|mehr als|über|meer dan|mer än"
    r"|più di|oltre"
    r"|publi\w+|pubblicat[oa]|veröffentlicht|geplaatst|postad|:|-|·|>|\+)"
)
_AFTER = (
    r"(?:ago|veröffentlicht|online|old|fa|geleden|sedan|siden|temu|atrás|před|sitten|前|전"
    r"|or more|plus|\+)"
)
_AGE = re.compile(
    rf"(?:{_BEFORE}\s*)*(?:(?P<number>\d{{1,4}})|(?P<one>{_ONE})\b|(?P<few>{_FEW})\b)\s*\+?\s*"
    rf"(?:{named(_UNITS)})(?![^\W\d_])\.?\s*(?:{_AFTER}\s*)*",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"(?:posted )?(?:just|right) now|now|moments ago|gerade eben|à l'instant|ahora(?: mismo)?"
    r"|agora(?: mesmo)?|adesso"
    r"|zojuist|just nu",
    re.I,
)
_TODAY = re.compile(
    r"today|just posted|heute|aujourd'hui|hoy|hoje|oggi|vandaag|idag|i dag|dzisiaj|dziś|dnes|recién publicado"
    r"|reci[eé]n publicad[oa]|publicado recientemente|à l'instant|new today|今天|今日|本日|오늘|last 24 hours"
    r"|past 24 hours",
    re.I,
)
_YESTERDAY = re.compile(
    r"yesterday|gestern|hier|ayer|ontem|ieri|gisteren|igår|i går|wczoraj|včera|昨天|昨日|어제", re.I
)
_CLOCK_TAIL = re.compile(r"(?:,| at| um| à| a las)? \d{1,2}[:.]\d\d(?: ?[ap]m)?$", re.IGNORECASE)
_POSTED_AFTER = re.compile(r"(?<!gerade) (?:veröffentlicht|geplaatst)$", re.IGNORECASE)
_PREFIX = re.compile(rf"(?:{_BEFORE}\s*)+", re.IGNORECASE)
_FEW_UNITS = 3  # "few hours ago"


def parse_relative(text: str, now: datetime, today: datetime) -> datetime | None:
    """`now` moved back by an age: to the second for hours and less, else a whole day counted from `today`."""
    text = _CLOCK_TAIL.sub("", text)
    bare = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
    bare = _POSTED_AFTER.sub("", bare)
    if _NOW.fullmatch(bare):
        return now
    if _TODAY.fullmatch(bare):
        return today
    if _YESTERDAY.fullmatch(bare):
        return today - timedelta(days=1)
    match = _AGE.fullmatch(text)
    return _aged(match, now, today) if match else None


def _aged(match: re.Match[str], now: datetime, today: datetime) -> datetime | None:
    count = int(match["number"]) if match["number"] else (_FEW_UNITS if match["few"] else 1)
    unit = next(name for name in _UNITS if match[name])
    match unit:
        case "second" | "minute" | "hour":
            return now - timedelta(**{unit + "s": count})
        case "day" | "week":
            return today - timedelta(days=count * (7 if unit == _WEEK else 1))
        case _:
            return _months_back(today, count * (12 if unit == _YEAR else 1))


def _months_back(day: datetime, months: int) -> datetime | None:
    """The same day of an earlier month, or its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return None
    first = day.replace(year=year, month=month + 1, day=1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))
