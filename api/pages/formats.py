"""How numbers, money and times are written for people."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from jobspider.clean.countries import country_of

SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}
"""Signs that mean one currency wherever one reads them here; others are written by their code."""
NONE = "\N{EN DASH}"
UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))
SMALL = ("of", "and", "the")
"""Words of a country's name that keep their small letter."""


def number(value: float | None) -> str:
    """`12,345`; whole."""
    return NONE if value is None else f"{value:,.0f}"


def share(part: float, whole: float) -> str:
    """`37 %`; a dash of nothing, and `< 1 %` rather than none."""
    if not whole:
        return NONE
    percent = 100 * part / whole
    return "< 1 %" if 0 < percent < 1 else f"{percent:.0f} %"


def money(value: float | None, currency: str | None) -> str:
    """`£45,000`, `45,000 PLN`; with pence only below a hundred."""
    if value is None:
        return NONE
    figure = f"{value:,.2f}" if abs(value) < 100 and value % 1 else f"{value:,.0f}"
    sign = SIGNS.get(currency or "")
    return f"{sign}{figure}" if sign else f"{figure} {currency or ''}".rstrip()


def day(value: date | None) -> str:
    """`22 Nov 2026`, UTC where it is a moment."""
    return NONE if value is None else f"{value.day} {value:%b %Y}"


def moment(value: datetime | None) -> str:
    """`22 Nov 2026, 12:05 UTC` as a <time>."""
    if value is None:
        return NONE
    known = value.astimezone(UTC)
    return Markup('<time datetime="{}">{}, {:%H:%M} UTC</time>').format(  # the moment is no text of anybody's
        known.isoformat(timespec="seconds"), day(known), known
    )


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """`3 hours ago` as a <time> whose title is the moment; `in 2 days` for what is to come."""
    if value is None:
        return NONE
    passed = (now or datetime.now(UTC)) - value
    said = f"{span(abs(passed))} ago" if passed >= timedelta() else f"in {span(abs(passed))}"
    said = "just now" if abs(passed) < timedelta(minutes=1) else said
    exact = f"{day(value.astimezone(UTC))}, {value.astimezone(UTC):%H:%M} UTC"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(timespec="seconds"), exact, said)


def span(value: timedelta) -> str:
    """The largest unit that fits: `2 days`, `1 hour`, `less than a minute`."""
    for unit, name in UNITS:
        count = value // unit
        if count:
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"


def duration(value: timedelta) -> str:
    """`48 s`, `3 min 20 s`, `2 h 05 min`."""
    seconds = max(0, round(value.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def country(code: str | None) -> str:
    """`United Kingdom` of `GB`; the code itself where its name is not known."""
    known = country_of(code)
    if known is None:
        return code or NONE
    return " ".join(word if word in SMALL else word.capitalize() for word in known.names[0].split())


FILTERS: Mapping[str, Callable[..., Any]] = {
    each.__name__: each for each in (number, share, money, day, moment, ago, span, duration, country)
}
"""What templates may write a value with."""
