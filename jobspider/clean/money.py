"""Pay as the boards write it, in the words and digits of their countries.

The rules are those of the design, section 4: one figure is min = max; "up to" has only a max, "from" and "+" only a
min; basic and full-time pay count, not OTE, bonus, allowance or what a part-timer gets; a period that the text leaves
out follows from size and currency; a bare `$`, `kr` or no mark at all is the country's. What is not sure is None.
"""

import re
from dataclasses import dataclass
from html import unescape

from jobspider.clean._amounts import fold
from jobspider.clean._currencies import iso_code_in, resolve
from jobspider.clean._offers import Offer, offers
from jobspider.clean._pay_bands import is_possible, usual_period
from jobspider.clean._periods import DAY, HOUR, MONTH, WEEK, YEAR, period_of
from jobspider.clean.countries import country_of

__all__ = ["Salary", "annual", "currency_of", "parse_salary", "period_of"]

_YEARLY = {HOUR: 2080, DAY: 260, WEEK: 52, MONTH: 12, YEAR: 1}
_LONGEST = 2_000  # characters that are read; a salary line is shorter, and work stays bounded
_PROSE = 160  # from here a text is prose, in which a lone sum of money need not be pay
_LARGEST = 1e12
_PARAGRAPH = re.compile(r"\n\s*\n")
_HAS_DIGIT = re.compile(r"\d")
_COUNTED_TIME = re.compile(
    r"(?<![.,\d£$€])\b\d{1,3}(?:[.,]\d{1,2})?(?: ?(?:-|to|bis|a|à) ?\d{1,3}(?:[.,]\d{1,2})?)?\+?[ -]?"
    r"(?:hours?|hrs?|days?|shifts?|weeks?|months?|stunden|std\.?|tage|heures|jours|horas|días|uur|dagen"
    r"|timmar|ore"
    r"|giorni|godzin)\b"
    r"(?!(?:ly)? rate)(?: ?(?:[a-z]+ ){0,2}(?:per|a|each|/|pro|par|por|i|w|alla|p) ?(?:week|wk|year|annum"
    r"|month|day|woche"
    r"|semaine|semana|vecka|jahr|mois|mes)\b)?",
    re.IGNORECASE,
)
_PAID_WHEN = re.compile(
    r"\b(?:paid (?:weekly|monthly|daily)|(?:weekly|monthly) (?:paid|payroll)|yearly bonus|annual (?:bonus"
    r"|leave))",
    re.I,
)
_OTHER_UNIT = re.compile(
    r"(?:\b(?:per|an?|each|por)|/) ?(?:week ?night|night|shift|session|visit|class|lesson|mile|delivery"
    r"|drop|article|word|"
    r"task|project|fortnight|quarter|term|load|head|unit|quincena|sleep|call|2 weeks|two weeks)"
    r"|bi-?weekly|fortnightly|quincenal",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Salary:
    """Bounds above 0 in whole currency units, min ≤ max; an ISO 4217 code; HOUR, DAY, WEEK, MONTH or YEAR."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None


def parse_salary(text: str, country: str | None = None) -> Salary | None:
    """The pay that a text offers, None when it names none; `country` is the board's (alpha-2). Never raises.

    Only the first 2,000 characters are read. In prose a sum counts only beside a period or a word for pay.
    """
    line = " ".join(_PARAGRAPH.sub("; ", fold(unescape(text[:_LONGEST]))).split())
    if not _HAS_DIGIT.search(line):
        return None
    line = _PAID_WHEN.sub(" ", _COUNTED_TIME.sub(";", line))
    candidates = [offer for offer in offers(line) if offer.rank < 3 and not offer.counts_something_else]
    if any(offer.figure.marks for offer in candidates):
        candidates = [offer for offer in candidates if offer.figure.marks]  # `Band 6: £37,338`
    for offer in sorted(candidates, key=lambda offer: offer.rank):
        salary = _salary(offer, line, country)
        if salary:
            return salary
    return None


def _salary(offer: Offer, line: str, country: str | None) -> Salary | None:
    low, high = offer.bounds()
    amounts = [bound for bound in (low, high) if bound]
    if not amounts or max(amounts) > _LARGEST:
        return None
    currency = _currency(offer, country)
    period = _period(offer, amounts, currency)
    if not _is_pay(offer, amounts, currency, period, line):
        return None
    return Salary(low, high, currency, period)


def _currency(offer: Offer, country: str | None) -> str | None:
    marks = list(offer.figure.marks)
    named = iso_code_in(offer.after[:30] + " " + offer.rest[:8]) or iso_code_in(offer.before)
    if not resolve(marks, None) and named:
        return named
    if not marks and (offer.figure.magnitude or "").lower() == "lpa":
        return "INR"
    return resolve(marks, country)


def _period(offer: Offer, amounts: list[float], currency: str | None) -> str | None:
    if _OTHER_UNIT.match(offer.after.lstrip()) or _OTHER_UNIT.search(offer.figure.between):
        return None
    stated = offer.period()
    usual = usual_period(amounts, currency)
    if (offer.figure.magnitude or "").lower() in {"lpa", "cr", "crore", "crores"} and not stated:
        return YEAR
    if stated is None:
        return usual
    name, is_near = stated
    if not is_near and usual not in {None, name}:
        return usual
    return name if is_possible(amounts, currency, name) else None


def _is_pay(offer: Offer, amounts: list[float], currency: str | None, period: str | None, line: str) -> bool:
    stated = offer.period()
    evidence = offer.names_pay or bool(stated and stated[1])
    if len(line) > _PROSE and not evidence:
        return False
    if offer.figure.marks:
        return not _is_company_money(offer, currency)
    if evidence:
        return period is not None and min(amounts) >= 3 and is_possible(amounts, currency or "EUR", period)
    if offer.figure.magnitude:
        return period is not None
    alone = not re.search(r"\w", line[: offer.figure.start] + line[offer.figure.end :])
    written_as_pay = period == YEAR or (period == HOUR and any(x % 1 for x in amounts)) or offer.figure.is_range
    return alone and period is not None and written_as_pay


def _is_company_money(offer: Offer, currency: str | None) -> bool:
    """`£5m`, `$2 million`: in a strong currency that is a turnover, not a wage."""
    high = offer.bounds()[1] or offer.bounds()[0] or 0
    return high >= 2_000_000 and currency in {"GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF", "SGD"}


def annual(salary: Salary) -> tuple[float | None, float | None]:
    """The bounds for a full-time year of 2,080 hours, 260 days, 52 weeks or 12 months; None without a period."""
    times = _YEARLY.get(salary.period or "")
    if times is None:
        return None, None
    low, high = (None if bound is None else round(bound * times, 2) for bound in (salary.min, salary.max))
    return low, high


def currency_of(country: str | None) -> str | None:
    """The currency of an alpha-2 country code; None for one that is not in the table."""
    found = country_of(country)
    return found.currency if found else None
