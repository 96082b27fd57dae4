"""Postal codes where a place names one, by the pattern of its country."""

import re

_FIVE = r"\d{5}"
_FOUR = r"[1-9]\d{3}"
_PATTERNS = {
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?",
    "US": r"\d{5}(?:-\d{4})?",
    "CA": r"[A-Z]\d[A-Z](?: ?\d[A-Z]\d)?",
    "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "PL": r"\d{2}-\d{3}",
    "BR": r"\d{5}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    "JP": r"\d{3}-\d{4}",
    "SE": r"\d{3} \d{2}",
    "CZ": r"\d{3} \d{2}",
    "IN": r"[1-9]\d{2} ?\d{3}",
    **dict.fromkeys(("SG", "CN", "RU", "RO"), r"\d{6}"),
    **dict.fromkeys(("DE", "FR", "ES", "IT", "MX", "FI", "MY", "TR", "KR", "TH", "ID"), _FIVE),
    **dict.fromkeys(("AU", "NZ", "CH", "AT", "BE", "DK", "NO", "HU", "ZA", "PH", "LU"), _FOUR),
}
# Whole text, start or end of a part: a number in the middle of an address is a house.
_COMPILED = {
    country: re.compile(rf"(?:^|(?<=, ))(?:{code})(?=$|[ ,)])|(?:^|(?<=[ ,(]))(?:{code})(?=$|[,)])")
    if country not in {"IE"}
    else re.compile(rf"(?<![^ ,(])(?:{code})(?=$|[,)])")
    for country, code in _PATTERNS.items()
}
_GB_WHOLE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})")


def take_postal_code(text: str, country: str | None) -> tuple[str | None, str]:
    """The code (a British one with its space) and the text without it."""
    pattern = _COMPILED.get(country or "")
    found = list(pattern.finditer(text)) if pattern else []
    if not found:
        return None, text
    match = max(found, key=lambda each: len(each[0]))  # `EX31, Barnstaple, EX31 1HX`
    whole = _GB_WHOLE.fullmatch(match[0]) if country == "GB" else None
    code = f"{whole[1]} {whole[2]}" if whole else match[0]
    leads_a_town = match.start() > 0 and text[match.end() :].startswith(" ")
    before = "" if leads_a_town else text[: match.start()]  # `Unter den Linden 5, 10117 Berlin`
    rest = before + text[match.end() :]
    return code, ", ".join(
        part for part in rest.split(", ") if part.strip(" ,") and not _is_start_of(part, code)
    ).strip(" ,")


def _is_start_of(part: str, code: str) -> bool:
    return code.startswith(f"{part} ")
