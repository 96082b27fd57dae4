"""What the cleaners must know of a country: currency, how it writes dates, languages, zone, names.

Codes are ISO 3166-1 alpha-2, currencies ISO 4217, zones IANA (of the largest city where a country has several).
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    currency: str
    date_order: str
    """`DMY`, `MDY` or `YMD`: how a date of three numbers is read."""
    languages: tuple[str, ...]
    zone: str
    names: tuple[str, ...]
    """English first, then as its neighbours and its own people write it; lower case."""


@cache
def _table() -> dict[str, Country]:
    text = resources.files(__package__).joinpath("countries.tsv").read_text("utf-8")
    countries = map(_country, text.splitlines()[1:])
    return {country.code: country for country in countries}


def _country(line: str) -> Country:
    code, currency, order, languages, zone, names = line.split("\t")
    return Country(code, currency, order, tuple(languages.split()), zone, tuple(names.split("|")))


@cache
def _by_name() -> dict[str, str]:
    return {name: country.code for country in _table().values() for name in country.names}


def country_of(code: str | None) -> Country | None:
    """The row of an alpha-2 code in any case; None for a code that is not in the table."""
    return _table().get(code.upper()) if code else None


def country_code(name: str) -> str | None:
    """`Deutschland`, `germany`, `DE`, `UK`, `U.S.A.` → alpha-2; None when it is not a country that we know."""
    plain = " ".join(name.replace(".", "").casefold().split())
    return _by_name().get(plain) or (plain.upper() if len(plain) == 2 and plain.upper() in _table() else None)


def known_currencies() -> frozenset[str]:
    """Every currency that the table names."""
    return frozenset(country.currency for country in _table().values())
