"""Where towns are, for postings that name one without saying where it is."""

import unicodedata
from functools import cache

from api.pages.assets import FOLDER

FILE = FOLDER / "bundle" / "towns.tsv"
"""Towns of 15,000 people or more, by GeoNames; `make bundle` writes it."""
OWN_NAMES = {
    ("AT", "wien"): "vienna",
    ("BE", "antwerpen"): "antwerp",
    ("BE", "bruxelles"): "brussels",
    ("BE", "brussel"): "brussels",
    ("CH", "geneve"): "geneva",
    ("CH", "genf"): "geneva",
    ("CZ", "praha"): "prague",
    ("DE", "frankfurt"): "frankfurt am main",
    ("DE", "koln"): "koeln",
    ("DE", "cologne"): "koeln",
    ("DE", "hannover"): "hanover",
    ("DE", "munchen"): "munich",
    ("DE", "nurnberg"): "nuremberg",
    ("DK", "kobenhavn"): "copenhagen",
    ("ES", "sevilla"): "seville",
    ("GB", "newcastle"): "newcastle upon tyne",
    ("GR", "athina"): "athens",
    ("IT", "firenze"): "florence",
    ("IT", "genova"): "genoa",
    ("IT", "milano"): "milan",
    ("IT", "napoli"): "naples",
    ("IT", "roma"): "rome",
    ("IT", "torino"): "turin",
    ("IT", "venezia"): "venice",
    ("NL", "den haag"): "the hague",
    ("PL", "warszawa"): "warsaw",
    ("PT", "lisboa"): "lisbon",
    ("RO", "bucuresti"): "bucharest",
    ("SE", "goteborg"): "goeteborg",
    ("US", "new york"): "new york city",
}
"""Names that postings use for towns which GeoNames calls otherwise."""
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})


def position(locality: str, country: str | None) -> tuple[float, float] | None:
    """Latitude and longitude (degrees, WGS 84) of the largest town of that name; None when it is not known."""
    if country is None:
        return None
    plain = folded(locality)
    name = OWN_NAMES.get((country, plain), plain)
    return _towns().get((country, name)) or _towns().get((country, plain))


def folded(name: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFD", name.casefold().translate(LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


@cache
def _towns() -> dict[tuple[str, str], tuple[float, float]]:
    found = {}
    for line in FILE.read_text("utf-8").splitlines():
        country, name, latitude, longitude = line.split("\t")
        found[country, name.translate(LETTERS)] = (float(latitude), float(longitude))
    return found
