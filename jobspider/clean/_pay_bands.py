"""How large pay usually is in each currency, to tell the period that a text leaves out and to see an absurd one.

Bands leave gaps on purpose: a figure between two of them could be either, and then the period stays unknown.
"""

from jobspider.clean._periods import DAY, HOUR, MONTH, YEAR

Bands = tuple[tuple[str, float, float], ...]

_DOLLAR: Bands = ((HOUR, 5, 150), (MONTH, 3_000, 9_999), (YEAR, 14_000, 2_000_000))
_EURO: Bands = ((HOUR, 5, 150), (MONTH, 700, 9_999), (YEAR, 12_000, 1_000_000))
_KRONE: Bands = ((HOUR, 90, 999), (MONTH, 14_000, 120_000), (YEAR, 200_000, 5_000_000))
_GULF: Bands = ((MONTH, 1_200, 70_000), (YEAR, 120_000, 2_000_000))

_BANDS: dict[str, Bands] = {
    "GBP": ((HOUR, 5, 150), (DAY, 200, 950), (MONTH, 1_000, 7_999), (YEAR, 10_000, 2_000_000)),
    "USD": _DOLLAR,
    "CAD": _DOLLAR,
    "AUD": ((HOUR, 15, 150), (YEAR, 25_000, 2_000_000)),
    "NZD": ((HOUR, 15, 150), (YEAR, 25_000, 2_000_000)),
    "EUR": _EURO,
    "CHF": ((HOUR, 15, 150), (MONTH, 2_000, 18_000), (YEAR, 30_000, 1_000_000)),
    "SEK": _KRONE,
    "NOK": _KRONE,
    "DKK": _KRONE,
    "PLN": ((HOUR, 20, 400), (MONTH, 2_500, 60_000), (YEAR, 100_000, 2_000_000)),
    "CZK": ((HOUR, 100, 1_500), (MONTH, 15_000, 250_000), (YEAR, 400_000, 5_000_000)),
    "HUF": ((HOUR, 1_200, 15_000), (MONTH, 200_000, 3_000_000), (YEAR, 5_000_000, 60_000_000)),
    "RON": ((MONTH, 1_500, 50_000),),
    "RUB": ((MONTH, 20_000, 900_000),),
    "UAH": ((MONTH, 8_000, 300_000),),
    "TRY": ((MONTH, 17_000, 400_000),),
    "ILS": ((HOUR, 30, 300), (MONTH, 5_000, 80_000), (YEAR, 120_000, 2_000_000)),
    "BRL": ((MONTH, 900, 50_000), (YEAR, 70_000, 2_000_000)),
    "MXN": ((MONTH, 3_000, 120_000), (YEAR, 240_000, 5_000_000)),
    "COP": ((MONTH, 800_000, 40_000_000),),
    "CLP": ((MONTH, 350_000, 8_000_000),),
    "PEN": ((MONTH, 900, 30_000),),
    "INR": ((MONTH, 5_000, 100_000), (YEAR, 150_000, 100_000_000)),
    "PKR": ((MONTH, 20_000, 900_000),),
    "BDT": ((MONTH, 8_000, 400_000),),
    "LKR": ((MONTH, 25_000, 900_000),),
    "PHP": ((MONTH, 9_000, 200_000), (YEAR, 300_000, 5_000_000)),
    "MYR": ((HOUR, 5, 60), (MONTH, 1_200, 30_000), (YEAR, 40_000, 1_000_000)),
    "IDR": ((MONTH, 1_000_000, 80_000_000),),
    "THB": ((MONTH, 9_000, 300_000),),
    "VND": ((MONTH, 3_000_000, 150_000_000),),
    "JPY": ((HOUR, 900, 6_000), (MONTH, 150_000, 1_500_000), (YEAR, 2_000_000, 50_000_000)),
    "CNY": ((MONTH, 2_000, 100_000), (YEAR, 150_000, 3_000_000)),
    "KRW": ((HOUR, 9_000, 50_000), (MONTH, 1_500_000, 12_000_000), (YEAR, 20_000_000, 300_000_000)),
    "TWD": ((HOUR, 150, 600), (MONTH, 25_000, 250_000), (YEAR, 400_000, 6_000_000)),
    "SGD": ((HOUR, 8, 100), (MONTH, 1_000, 25_000), (YEAR, 36_000, 1_000_000)),
    "HKD": ((HOUR, 40, 400), (MONTH, 10_000, 150_000), (YEAR, 180_000, 3_000_000)),
    "ZAR": ((HOUR, 25, 600), (MONTH, 4_000, 99_000), (YEAR, 130_000, 4_000_000)),
    "AED": _GULF,
    "SAR": _GULF,
    "QAR": _GULF,
}
_STRONG = frozenset({"GBP", "USD", "EUR", "CAD", "AUD", "NZD", "CHF", "SGD"})
_POSSIBLE = {HOUR: (2, 1_500), DAY: (10, 10_000), "WEEK": (40, 25_000), MONTH: (100, 150_000), YEAR: (4_000, 2e7)}


def usual_period(amounts: list[float], currency: str | None) -> str | None:
    """The one period in whose band all amounts lie; None in a gap or for a currency without bands."""
    fitting = [name for name, low, high in _BANDS.get(currency or "", ()) if all(low <= x <= high for x in amounts)]
    return fitting[0] if fitting else None


def is_possible(amounts: list[float], currency: str | None, period: str) -> bool:
    """False where a strong currency makes the stated period absurd: £35,000 an hour, £12 a year."""
    low, high = _POSSIBLE[period]
    return currency not in _STRONG or all(low <= x <= high for x in amounts)
