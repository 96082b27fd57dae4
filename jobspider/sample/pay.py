"""What a job pays, in the shapes that boards show: ranges, one-sided, one figure, by the year, day or hour."""

from dataclasses import dataclass
from random import Random

from jobspider.sample.occupations import Family

WORDING = {"YEAR": "a year", "MONTH": "a month", "WEEK": "a week", "DAY": "a day", "HOUR": "an hour"}


@dataclass(frozen=True, slots=True)
class Pay:
    """Bounds in GBP for one `period` (a key of WORDING); None is an open end. An estimate is the board's own guess."""

    low: float | None
    high: float | None
    period: str
    estimated: bool = False

    @property
    def text(self) -> str:
        """As Indeed's British site words it."""
        per = WORDING[self.period]
        if self.low is None:
            return f"Up to {_pounds(self.high)} {per}"
        if self.high is None:
            return f"From {_pounds(self.low)} {per}"
        if self.low == self.high:
            return f"{_pounds(self.low)} {per}"
        return f"{_pounds(self.low)} - {_pounds(self.high)} {per}"


def _pounds(amount: float | None) -> str:
    amount = amount or 0
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def pay(draw: Random, family: Family, contract: bool) -> Pay | None:
    """Pay of one job; None where the advertiser names none, which a quarter do not."""
    if draw.random() < 0.25:
        return _estimate(draw, family) if draw.random() < 0.3 else None
    if family.hourly:
        return _shape(draw, family.low, family.high, "HOUR", 0.05)
    if contract:
        return _shape(draw, family.low / 150, family.high / 150, "DAY", 25)
    if draw.random() < 0.06:
        return _shape(draw, family.low / 12, family.high / 12, "MONTH", 50)
    return _shape(draw, family.low, family.high, "YEAR", draw.choice((500, 1000, 5000, 1)))


def _shape(draw: Random, floor: float, ceiling: float, period: str, step: float) -> Pay:
    low = _rounded(draw.uniform(floor, (floor + ceiling) / 2), step)
    high = _rounded(low * draw.uniform(1.08, 1.4), step)
    form = draw.random()
    if form < 0.65:
        return Pay(low, high, period)
    if form < 0.77:
        return Pay(None, high, period)
    if form < 0.87:
        return Pay(low, None, period)
    return Pay(low, low, period)


def _estimate(draw: Random, family: Family) -> Pay:
    low = draw.uniform(family.low, family.high / 1.5)
    return Pay(round(low, 2), round(low * 1.27, 2), "HOUR" if family.hourly else "YEAR", estimated=True)


def _rounded(amount: float, step: float) -> float:
    return round(round(amount / step) * step, 2)
