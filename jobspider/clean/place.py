"""Where a job is, from what a board writes: `Hybrid work in London EC2A 4NE`, `Wilmington, DE 19802`.

Region and country are as the text says or, for the country of a named place, the board's own; nothing is looked up.
"""

import re
from dataclasses import dataclass

from jobspider.clean._amounts import fold
from jobspider.clean._postal_codes import take_postal_code
from jobspider.clean._regions import ALONE, CODES, REGIONS
from jobspider.clean.countries import country_code
from jobspider.clean.employment import work_mode

_LONGEST = 200
_LONGEST_NAME = 60
_MODE_WORDS = re.compile(
    r"(?:\b(?:100 ?% ?)?(?:fully|temporarily|hybrid|partially|partly|occasional(?:ly)?)? ?-?(?:remote"
    r"|remoto|remota|híbrido|hibrido|hybride|"
    r"hybrid|ibrido|on-?site|in-?office|office[- ]based|in[- ]person|work(?:ing)? from home|wfh"
    r"|home[- ]?based|home ?office|"
    r"telecommute|teletrabajo|desde casa|télétravail(?: partiel| complet)?|teletrabalho|presencial|in sede"
    r"|vor ort|sur site|op afstand|praca zdalna|zdalnie|distansarbete|på distans)"
    r"(?:[- ](?:first|only|work(?:ing)?|jobs?|role|remote|trabajo))*)(?: ?(?:\b(?:in|en|à|em|a|from|within"
    r"|near)\b|[-:,/|]))?",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\+ ?\d+(?: more)?(?: locations?)?|^(?:location|job location|ort|lieu|ubicación|based in)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
# Small letters only: OR and IN are Oregon and Indiana.
_LOOSE_END = re.compile(r"[ ,/]+(?:or|and|&|in|,)\s*$|^\s*(?:or|and|&|in|from)\s")
_SEVERAL = re.compile(r"\s(?:/|\||or)\s|[;•·]|\s-\s(?=[A-Z][^,]*$)")
_BRACKET = re.compile(r"\s*[(\[]([^)\]]*)[)\]]?")
_AREA = re.compile(
    r"(?i)^(?:greater )?(.+?)(?: metropolitan)?(?: area| metropolitan region| bay area)$|^(?:central|inner"
    r"|north|south|east|west|city of)"
    r"(?= london$) (london)$"
)
_NUMBERED_DISTRICTS = frozenset({"FR", "IE"})
_DISTRICT = re.compile(r"(?<=[^\W\d]) \d{1,2}(?:er|e|[eè]me)?$", re.IGNORECASE)
"""`Dublin 2`, `Paris 9e`: a quarter of the town."""
_NOWHERE = re.compile(
    r"anywhere(?: in the world)?"
    r"|(?:europe|emea|apac|asia|africa|oceania|americas|(?:north|south|latin) america)(?: only)?"
    r"|worldwide|global(?:ly)?|various(?: locations)?|multiple(?: locations)?|\d+ locations?"
    r"|nationwide|national|bundesweit|deutschlandweit|landelijk|france entière|toute la france|europe|emea|apac|eu|"
    r"latam|flexible|international|unspecified|n/?a|none|null|unknown|not specified|tbc|location|the|work"
    r"|(?-i:or|and)|usa only|all",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a text says of a place; `country` is alpha-2, `work_mode` remote, hybrid or onsite."""

    locality: str | None = None
    region: str | None = None
    country: str | None = None
    postal_code: str | None = None
    work_mode: str | None = None


def parse_place(text: str, country: str | None = None) -> Place | None:
    """The place that a text names, None when it names none. `country` (alpha-2) is the board's. Never raises.

    With several places the first counts. `country` decides what `DE` means, and holds where the text names none.
    """
    line = fold(text[:_LONGEST]).replace("\n", ", ")
    mode = work_mode(line)
    bare = _LOOSE_END.sub("", _NOISE.sub("", _MODE_WORDS.sub(" ", line) if mode else line))
    named = _named_place(" ".join(bare.split()).strip(" ,-:/|"), country.upper() if country else None)
    if named is None:
        return Place(work_mode=mode) if mode else None
    return Place(named.locality, named.region, named.country, named.postal_code, mode)


def _named_place(line: str, country: str | None) -> Place | None:
    parts = _parts(line)
    parts, stated = _take_country(parts, country)
    home = stated or country or _country_by_code(parts)
    postal, rest = take_postal_code(", ".join(parts), home)
    parts = [part for part in rest.split(", ") if part]
    parts, region = _take_region(parts, home, stated is not None)
    locality = _locality(parts[0], home) if parts else None
    if not (locality or region or postal or stated):
        return None
    return Place(locality, region, home, postal)


def _parts(line: str) -> list[str]:
    brackets = [match[1] for match in _BRACKET.finditer(line) if country_code(match[1])]
    first = _SEVERAL.split(_BRACKET.sub("", line))[0] or ""
    pieces = [piece.strip(" -:/") for piece in [*first.split(","), *brackets]]
    return [piece for piece in pieces if piece and not _NOWHERE.fullmatch(piece)]


def _take_country(parts: list[str], country: str | None) -> tuple[list[str], str | None]:
    """The last part, where it names a country and not a region of the board's country (`DE` in the US)."""
    if not parts:
        return parts, None
    if len(parts) > 1 and all(len(part) > 2 and country_code(part) for part in parts):
        return _one_country(parts)
    last = parts[-1]
    nation = last.casefold() in {"england", "scotland", "wales", "northern ireland"}
    code = country_code(last)
    is_region = len(parts) > 1 and last.casefold() in REGIONS.get(country or "", ())
    looks_like_state = len(last) == 2 and len(parts) > 1 and country is None and last in CODES["US"]
    if code is None or is_region or looks_like_state or (len(last) == 2 and not last.isupper()):
        return parts, None
    return (parts if nation else parts[:-1]), code


def _one_country(parts: list[str]) -> tuple[list[str], str | None]:
    """`England, United Kingdom` is one country and keeps its nation; `Germany, Portugal` is none in particular."""
    codes = {country_code(part) for part in parts}
    return (parts[:-1], codes.pop()) if len(codes) == 1 else ([], None)


def _country_by_code(parts: list[str]) -> str | None:
    """`Austin, TX` needs no board to be American, as long as no other country has such a region or code."""
    match = re.fullmatch(r"(?:.* )?([A-Z]{2,3})( \d{4,5})?", parts[-1]) if len(parts) > 1 or parts[-1:] else None
    if match is None:
        return None
    owners = [name for name in ("US", "CA", "AU") if match[1] in CODES[name]]
    digits = len((match[2] or "").strip())
    if digits:
        owners = [name for name in owners if digits == {"US": 5, "AU": 4}.get(name)]
    elif len(parts) == 1 or country_code(match[1]):
        return None
    return owners[0] if len(owners) == 1 else None


def _take_region(parts: list[str], home: str | None, has_country: bool) -> tuple[list[str], str | None]:
    known = REGIONS.get(home or "", frozenset())
    if not parts:
        return parts, None
    if len(parts) == 1:
        return _take_trailing_code(parts[0], home)
    at = next((index for index, part in enumerate(parts) if index and part.casefold() in known), None)
    if at is None:
        return parts, (parts[1] if len(parts) == 2 and has_country else None)
    first_is_region = parts[0].casefold() in ALONE.get(home or "", ()) and parts[at].casefold() != parts[0].casefold()
    return ([], parts[0]) if first_is_region else (parts[:at], parts[at])


def _take_trailing_code(part: str, home: str | None) -> tuple[list[str], str | None]:
    if part.casefold() in ALONE.get(home or "", ()):
        return [], part
    name, _, last = part.rpartition(" ")
    return ([name], last) if name and last in CODES.get(home or "", ()) else ([part], None)


def _locality(part: str, home: str | None) -> str | None:
    part = _DISTRICT.sub("", part) if home in _NUMBERED_DISTRICTS else part
    area = _AREA.match(part) if home in {"GB", "US", None} or "rea" in part else None
    name = (
        next((group for group in area.groups() if group), part) if area and part.lower() != "city of london" else part
    )
    readable = bool(re.search(r"[^\W\d_]{2}", name)) and len(name) <= _LONGEST_NAME
    return name if readable else None
