"""Currency marks in text: ISO codes, signs and words. A mark that several countries share is theirs by country."""

# ruff: noqa: RUF001 (letters and marks of other scripts are what this module reads)
import re

from jobspider.clean.countries import country_of, known_currencies

_SIGNS = {
    "£": "GBP", "€": "EUR", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH", "₫": "VND",
    "₱": "PHP", "฿": "THB", "₦": "NGN", "₸": "KZT", "円": "JPY", "元": "CNY", "원": "KRW",
    "us$": "USD", "u$s": "USD", "$us": "USD", "au$": "AUD", "a$": "AUD", "ca$": "CAD", "c$": "CAD", "cdn$": "CAD",
    "nz$": "NZD", "s$": "SGD", "sg$": "SGD", "hk$": "HKD", "r$": "BRL", "mx$": "MXN", "nt$": "TWD", "cop$": "COP",
    "s/.": "PEN", "s/": "PEN", "zł": "PLN", "zl": "PLN", "zlotych": "PLN", "złotych": "PLN", "kč": "CZK",
    "ft": "HUF", "лв": "BGN", "lei": "RON", "руб": "RUB", "грн": "UAH", "rm": "MYR", "rp": "IDR", "sfr": "CHF",
    "fr.": "CHF", "dhs": "AED", "ksh": "KES", "gh₵": "GHS", "e£": "EGP", "rmb": "CNY", "yen": "JPY", "tl": "TRY",
    "euros": "EUR", "euro": "EUR", "pounds": "GBP", "gbp£": "GBP", "reais": "BRL", "baht": "THB", "ringgit": "MYR",
}  # fmt: skip
_SHARED = {
    "$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "COP", "CLP", "ARS", "UYU", "DOP"},
    "kr": {"SEK", "NOK", "DKK", "ISK"},
    "¥": {"JPY", "CNY"},
    "rs": {"INR", "PKR", "LKR", "NPR"},
    "r": {"ZAR"},
    "fr": {"CHF"},
}
_SHARED |= dict.fromkeys(("dollars", "pesos", "peso", "dólares"), _SHARED["$"])
_SHARED |= dict.fromkeys(("kronor", "kroner", "kronur", "kr."), _SHARED["kr"])
_SHARED |= dict.fromkeys(("rupees", "rupee", "rs."), _SHARED["rs"])

ISO_CODES = known_currencies() | {"BGN", "KZT"}
# In running text `all`, `try` or `mad` are words: only these are codes in lower case too.
_LOWER_CASE = [
    "usd",
    "eur",
    "gbp",
    "cad",
    "aud",
    "chf",
    "sek",
    "nok",
    "dkk",
    "pln",
    "inr",
    "nzd",
    "sgd",
    "zar",
    "aed",
    "czk",
    "huf",
    "brl",
    "mxn",
    "jpy",
    "cny",
    "hkd",
    "php",
    "myr",
]

_CODES = "|".join([*sorted(ISO_CODES), *_LOWER_CASE, *map(str.capitalize, _LOWER_CASE)])
_WORDS = sorted((w for w in (*_SIGNS, *_SHARED) if w[0].isalpha() and w[0].isascii() and w != "r"), key=len)[::-1]
_PURE_SIGNS = "|".join(re.escape(s) for s in sorted(_SIGNS, key=len)[::-1] if not (s[0].isalpha() and s[0].isascii()))
_ANY_WORD = "|".join(map(re.escape, _WORDS))

BEFORE = rf"(?:(?<![^\W\d])(?:{_CODES}|R(?= ?\d)|(?i:{_ANY_WORD})|R\$)|{_PURE_SIGNS}|\$|¥)"
AFTER = rf"(?:(?:{_CODES}|(?i:{_ANY_WORD}))(?![^\W_])|(?:{_PURE_SIGNS})|\$|¥)"

_CODE_ALONE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(sorted(ISO_CODES))})(?![A-Za-z])")


def iso_code_in(text: str) -> str | None:
    """The only upper-case ISO code in the text; None for none or several."""
    found = set(_CODE_ALONE.findall(text))
    return found.pop() if len(found) == 1 else None


def resolve(marks: list[str], country: str | None) -> str | None:
    """The currency that all marks of one figure agree on; a mark that countries share is the country's, or unknown."""
    plain = {mark.strip().casefold() for mark in marks}
    certain = {_certain(mark) for mark in plain} - {None}
    if certain:
        return certain.pop() if len(certain) == 1 else None
    home = country_of(country)
    if home is None:
        return None
    return home.currency if all(home.currency in _SHARED[mark] for mark in plain) else None


def _certain(mark: str) -> str | None:
    return mark.upper() if mark.upper() in ISO_CODES else _SIGNS.get(mark)
