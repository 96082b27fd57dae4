"""Names of companies, for telling whether two are one."""

from functools import lru_cache

from rapidfuzz import fuzz

from jobspider.clean.company import clean_company
from jobspider.clean.words import tokens

_FORMS_LIST = """
    ltd limited plc llp llc lp_ inc incorporated corp corporation co_ company gmbh ag_ kg_ se_ ohg mbh sa_ sas
    sarl srl spa bv_ nv_ ab_ as_ aps oy_ oyj pty pte pvt private kft sro
"""
_FORMS = frozenset(_FORMS_LIST.split())
"""Legal forms, as `tokens` spells words: short ones are filled up with `_`."""
_GENERAL_LIST = """
    group holdings holding international global uk__ uk_ gb_ europe emea the_ recruitment recruiting recruiters
    resourcing staffing services service solutions consulting consultants consultancy associates agency and_
    careers jobs technology technologies specialist accountancy accounts finance education technical
"""
_GENERAL = frozenset(_GENERAL_LIST.split())
"""Words that one board writes behind a name and another leaves out."""
_ALIKE = 93.0


@lru_cache(maxsize=10_000)
def company_key(name: str | None) -> str | None:
    """The name in small letters without legal forms; None when nobody is named."""
    line = clean_company(name) if name else None
    words = tokens(line) if line else []
    kept = [word for word in words if word not in _FORMS] or words
    return " ".join(kept) or None


@lru_cache(maxsize=50_000)
def companies_agree(one: str, other: str) -> bool:
    """Whether two keys name one company: equal, a letter apart, or one a longer form of the other.

    `Hays`, `Hays Technology` and `Hays Specialist Recruitment` are one here: nothing is merged on a name alone.
    """
    if one == other or _bare(one) == _bare(other) or _begins(one, other):
        return True
    return min(len(one), len(other)) >= 8 and fuzz.ratio(one, other) >= _ALIKE


def _begins(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 3 and longer.startswith(f"{shorter.rstrip('_')} ")


def _bare(key: str) -> str:
    words = [word for word in key.split() if word not in _GENERAL]
    return " ".join(words) or key
