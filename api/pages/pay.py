"""Pay as people write it: its bounds, the currency, and what time it is paid for, as in `from €500 a day`."""

from api.pages.formats import money
from jobspider.posting import Posting

PERIODS = {"HOUR": "an hour", "DAY": "a day", "WEEK": "a week", "MONTH": "a month", "YEAR": "a year"}


def pay(posting: Posting) -> str | None:
    """The bounds with currency and period; None where no figure is known."""
    figures = bounds(posting.salary_min, posting.salary_max, posting.salary_currency)
    return figures and " ".join(filter(None, (figures, PERIODS.get(posting.salary_period or ""))))


def yearly(posting: Posting) -> str | None:
    """What that is for a year of full-time work, where it is paid for another time; else None."""
    if posting.salary_period in (None, "YEAR"):
        return None
    figures = bounds(posting.salary_annual_min, posting.salary_annual_max, posting.salary_currency)
    return figures and f"{figures} a year"


def bounds(least: float | None, most: float | None, currency: str | None) -> str | None:
    """`from` and `up to` where one of them is not known."""
    if least is None or most is None:
        known = most if least is None else least
        return None if known is None else f"{'up to' if least is None else 'from'} {money(known, currency)}"
    if least == most:
        return money(least, currency)
    return f"{money(least, currency)} \N{EN DASH} {money(most, currency)}"
