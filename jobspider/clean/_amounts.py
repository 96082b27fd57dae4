"""Numbers as people write pay: `1,25,000`, `45.000`, `110'000`, `1 234,56`, `90k`, `12 lakh`, `25万`."""

# ruff: noqa: RUF001 (letters and marks of other scripts are what this module reads)
import re
import unicodedata

NUMBER = (
    r"(?:\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,3}(?:['’]\d{3})+(?:\.\d{1,2})?(?!\d)"
    r"|\d[\d.,]*\d|\d)"
)
MAGNITUDE = (
    r"(?:lakhs?|lacs?|lpa|crores?|cr|mio|mln|mn|million(?:s|es|en)?|mil|thousand|tys|tsd|тыс|juta|jt|triệu"
    r"|bn|billion|milliards?|k|m|b|l)"
)
WIDE_MAGNITUDE = "万|萬|만|千"

_FACTORS = {
    **dict.fromkeys(("b", "bn", "billion", "milliard", "milliards"), 1e9),
    **dict.fromkeys(("k", "mil", "thousand", "tys", "tsd", "тыс", "千"), 1e3),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "lpa", "l"), 1e5),
    **dict.fromkeys(("crore", "crores", "cr"), 1e7),
    **dict.fromkeys(("万", "萬", "만"), 1e4),
}
_MILLION = 1e6
_MOST_DIGITS = 15  # beyond this a float no longer holds each unit

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−–﹣－"), "-")
_WAVES = dict.fromkeys(map(ord, "〜～∼˜"), "~")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_FOLD = _DASHES | _WAVES | _INVISIBLE
_SPACE = re.compile(r"[^\S\n]+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3}")


def fold(text: str) -> str:
    """One kind of space, dash, tilde and digit, so that the patterns need to know only one of each."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)
    return _SPACE.sub(" ", text).strip()


def amount(written: str) -> float | None:
    """The value of a match of NUMBER; None for digits that are no amount (`12.03.2026`, 30 digits)."""
    digits = re.sub(r"[ '’]", "", written)
    if sum(map(str.isdigit, digits)) > _MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(digits) and not ("," in digits and "." in digits):
        return float(re.sub(r"[.,]", "", digits))
    whole, mark, rest = _split_decimal(digits)
    if mark and len(rest) > 2 and not (mark not in whole and len(rest) == 3 and re.search(r"[.,]", whole)):
        return None
    if not re.fullmatch(r"\d+|\d{1,3}(?:[.,]\d{2,3})+", whole):
        return None
    return float(re.sub(r"[.,]", "", whole) + "." + (rest or "0"))


def _split_decimal(digits: str) -> tuple[str, str, str]:
    last = max(digits.rfind("."), digits.rfind(","))
    return (digits, "", "") if last < 0 else (digits[:last], digits[last], digits[last + 1 :])


def factor(magnitude: str | None) -> float:
    """What a magnitude word multiplies by; 1 without one."""
    return _FACTORS.get(magnitude.lower(), _MILLION) if magnitude else 1.0
