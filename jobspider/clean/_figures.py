"""Finds the figures in folded text, and joins two of them into a range where only a joining word stands between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jobspider.clean import _currencies, _periods
from jobspider.clean._amounts import MAGNITUDE, NUMBER, WIDE_MAGNITUDE, amount, factor


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure or range in the text, still without a meaning."""

    start: int
    end: int
    low: float
    high: float
    marks: tuple[str, ...]
    magnitude: str | None = None
    open_ended: bool = False
    """A `+` follows directly."""
    negative: bool = False
    between: str = ""
    """What stands between the two figures of a range, without the joining word."""
    is_range: bool = False


_FIGURE = re.compile(
    rf"(?:(?P<before>(?:{_currencies.BEFORE}\.? ?){{1,2}})|(?<![\w@#:])(?<!\d[.,/])|(?<=[\u3040-\u30ff\u4e00-\u9fff]))"
    r"(?P<sign>-(?=\d))?"
    rf"(?P<number>{NUMBER})(?:,-+|\.-+)?"
    rf"(?: ?(?P<mag>(?i:{MAGNITUDE})(?=(?![^\W_])|(?:usd|eur|gbp)\b)|{WIDE_MAGNITUDE}))?"
    r"(?P<pence>p(?![\w./]| [ah]\b))?"
    rf"(?P<after>(?: ?\(?{_currencies.AFTER}\.?(?! ?\d)){{0,2}})"
    r"(?P<late>[kK](?![^\W_]))?"
    r"(?P<plus>\+(?!\d))?"
)
_REFUSED = re.compile(r" ?%|[ap]m\b|(?:st|nd|rd|th)\b|\s?\(k\)|/\d|:\d|x\b| x \d", re.IGNORECASE)
_JOIN = re.compile(
    r"(?P<rest>.*?)(?:^|(?<=\s)|(?<=[\w.)]))(?:[-~]|\.{2,3}|\b(?:to|a|à|al|till?|til|bis|hasta|até|tot|do"
    r"|ate|fino a|až|ja|до|rising to|up to|and|und|et|y|e|en|och|og|i)\b|から)"
    r"\s*(?:up to|bis zu|max\.?|a|hasta)?\s*",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\b(?:and|und|et|y|e|en|och|og|i)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|entre|zwischen|tussen|mellan|mellem|mellom|między|tra|fra)\b[^\d]{0,12}$", re.IGNORECASE
)
_FILLER = re.compile(r"[\s()]*(?:gross|brutto|bruto|brut|bruts|lordo|net|netto)?[\s()]*", re.IGNORECASE)
_MARK = re.compile(f"{_currencies.BEFORE}|{_currencies.AFTER}")


def figures(text: str) -> list[Figure]:
    """All figures in order; ranges are joined, and a magnitude or currency said once serves both ends."""
    found: list[Figure] = []
    for single in _singles(text):
        joined = _join(text, found[-1], single) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(single)
    return found


def _singles(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        value = amount(match["number"])
        if value is None or _REFUSED.match(text, match.end()) or _is_retirement_plan(match):
            continue
        yield _figure(match, value)


def _is_retirement_plan(match: re.Match[str]) -> bool:
    return match["number"] in {"401", "403", "457"} and not match["before"]


def _figure(match: re.Match[str], value: float) -> Figure:
    marks = tuple(_MARK.findall((match["before"] or "") + " " + match["after"]))
    magnitude = match["mag"] or match["late"]
    if match["pence"] and not marks and value == int(value):
        value, marks = value / 100, ("GBP",)
    value *= factor(magnitude)
    negative = bool(match["sign"])
    return Figure(match.start(), match.end(), value, value, marks, magnitude, bool(match["plus"]), negative)


def _join(text: str, first: Figure, second: Figure) -> Figure | None:
    gap = text[first.end : second.start]
    if first.is_range or first.open_ended or len(gap) > 40:
        return None
    if second.negative and not gap.strip():
        return _range(first, replace(second, negative=False), "")
    match = _JOIN.fullmatch(gap)
    if match is None or not _may_stand_between(match["rest"]):
        return None
    if _LISTED.search(gap) and not _BETWEEN.search(text, max(0, first.start - 30), first.start):
        return None
    rest = match["rest"].strip()
    if rest and second.marks and not first.marks:  # `3 months Rate: Up to £428`
        return None
    joined = _range(first, second, rest)
    return joined if min(joined.low, joined.high) <= 0 or _are_alike(joined) else None


def _are_alike(joined: Figure) -> bool:
    """Nobody offers between 5 and 450: those are two figures, or one that was cut off."""
    return max(joined.low, joined.high) <= 20 * min(joined.low, joined.high)


def _may_stand_between(rest: str) -> bool:
    """A period (`per hour`, `Yearly`) or `gross`, nothing that gives the first figure a meaning of its own."""
    if _FILLER.fullmatch(rest):
        return True
    return (
        len(rest) <= 20
        and not re.search(
            r"[,;+]|basic|base|bonus"
            r"|ote",
            rest,
            re.I,
        )
        and bool(_periods.find(rest))
    )


def _range(first: Figure, second: Figure, between: str) -> Figure:
    low, high = _share_magnitude(first, second)
    return Figure(
        first.start,
        second.end,
        -1.0 if first.negative else low,
        -1.0 if second.negative else high,
        first.marks + second.marks,
        first.magnitude or second.magnitude,
        second.open_ended,
        False,
        between,
        True,
    )


def _share_magnitude(first: Figure, second: Figure) -> tuple[float, float]:
    """`£90-115k` and `75k - 90` are both thousands; `£500 - £1k` is not; nor is `£30-£35,000` thirty pounds."""
    low, high = first.low, second.high
    if second.magnitude and not first.magnitude and low <= high / factor(second.magnitude):
        low *= factor(second.magnitude)
    elif first.magnitude and not second.magnitude and low / factor(first.magnitude) <= high < 1000:
        high *= factor(first.magnitude)
    elif low < 1000 and high >= 10_000 and high / 4 <= low * 1000 <= high:
        low *= 1000
    return low, high
