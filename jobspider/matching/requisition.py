"""The number under which an employer or agency keeps a vacancy, where the posting's text names it."""

import re

_LONGEST = 20_000
_NAMED = re.compile(
    r"\b(?:(?:job|vacancy|requisition|position|role|posting|reference|req)[ \t]{0,3}){0,2}"
    r"(?:ref(?:erence)?|id|req(?:uisition)?|number|no|code)\b[ \t]{0,3}(?:id|no|number|code)?[ \t]{0,3}[.:#=*\-]{1,4}"
    r"[ \t*]{0,5}#?(?P<number>[A-Za-z0-9][A-Za-z0-9/_\-]{3,29})",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")
_NO_DATE = re.compile(r"(?:19|20)\d\d[/-]\d\d?(?:[/-]\d\d?)?|\d\d?[/-]\d\d?[/-]\d\d(?:\d\d)?")


def requisitions(text: str) -> frozenset[str]:
    """`Job ref: BY230201`, `Requisition ID: R-12345`: the numbers, of four characters with three digits, or more."""
    found = (match["number"].upper().strip("-_/") for match in _NAMED.finditer(text[:_LONGEST]))
    return frozenset(number for number in found if _is_number(number))


def _is_number(number: str) -> bool:
    return len(_DIGITS.findall(number)) >= 3 and not _NO_DATE.fullmatch(number)
