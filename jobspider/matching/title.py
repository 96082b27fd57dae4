"""Titles, for telling whether two name the same work at the same level."""

import re
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz

from jobspider.clean.words import tokens

ALIKE = 85.0
"""Per cent of letters from which on two words are one: `highway` and `highways`."""


class TitleMatch(Enum):
    """What two titles are to each other."""

    SAME = "same"
    PART = "part"
    """One has all words of the other, two at least, and further ones."""
    DIFFERENT = "different"
    """Other words, or another level, shift or number."""


_SPELLINGS = {
    **{"sr_": "senior", "snr": "senior", "jr_": "junior", "jnr": "junior", "mgr": "manager", "eng": "engineer"},
    **{"dev": "developer", "asst": "assistant", "exec": "executive", "admin": "administrator", "vp_": "vicepresident"},
    **{"i__": "1__", "ii_": "2__", "iii": "3__", "iv_": "4__", "fullstack": "full_stack", "pt_": "part"},
}
_LEVELS_LIST = """
    senior junior lead leader principal staff head director chief graduate trainee apprentice intern internship
    placement assistant associate deputy mid manager supervisor vicepresident executive semi experienced entry
    interim night nights day days weekend part bank locum fixed term temporary permanent
"""
_LEVELS = frozenset(_LEVELS_LIST.split())
"""Words of which each makes it another job: levels, shifts and kinds."""
_CONDITIONS_LIST = """
    remote hybrid onsite home based uk__ london immediate start asap urgent new_ full time part permanent contract
    temporary temp ftc inside outside ir35 pdf docx kb_ up__ to__ per hour day_ annum year salary bonus ote and_
    m__ w__ f__ d__ x__ with excellent benefits office wfh
"""
_CONDITIONS = frozenset(_CONDITIONS_LIST.split())
"""Words behind a title that say nothing about the work."""
_TEACHING = re.compile(r"\bTA\b|(?<=sen )ta\b")
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=20_000)
def title_words(title: str) -> tuple[str, ...]:
    """The words in alphabetical order, each once, abbreviations written out."""
    spelled = (_SPELLINGS.get(word, word) for word in tokens(_TEACHING.sub("teaching assistant", title)))
    return tuple(sorted(set(spelled) - {"and_", "of_", "the_", "in_", "a__"}))


def wording(title: str, place: frozenset[str]) -> tuple[str, ...]:
    """The words of a title as advertised that can tell it from another: no place, number or condition."""
    return tuple(word for word in title_words(title) if word not in place | _CONDITIONS and not _DIGIT.search(word))


@lru_cache(maxsize=50_000)
def wording_match(one: tuple[str, ...], other: tuple[str, ...]) -> TitleMatch:
    """What two wordings are to each other, by the words that only one of them has."""
    left, right = _without_partners(one, other), _without_partners(other, one)
    if left and right:
        return TitleMatch.DIFFERENT
    return TitleMatch.PART if left or right else TitleMatch.SAME


@lru_cache(maxsize=50_000)
def title_match(one: tuple[str, ...], other: tuple[str, ...]) -> TitleMatch:
    """What two titles are to each other. Each word without a partner on both sides makes them different ones.

    `Account Coordinator, German` and `Account Coordinator, Polish` are alike in most letters, and two jobs.
    """
    if _deciding(one) != _deciding(other):
        return TitleMatch.DIFFERENT
    found = wording_match(one, other)
    return TitleMatch.DIFFERENT if found is TitleMatch.PART and min(len(one), len(other)) < 2 else found


def _without_partners(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return [word for word in words if not any(word == other or fuzz.ratio(word, other) >= ALIKE for other in others)]


def _deciding(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if word in _LEVELS or _DIGIT.search(word))
