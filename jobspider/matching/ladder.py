"""The ladder: on what grounds two postings are one job, the surest first. Pure: facts and texts in, a verdict out."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from jobspider.matching.company import companies_agree
from jobspider.matching.facts import Facts, Pay
from jobspider.matching.place import Nearness, nearness
from jobspider.matching.text import Text, likeness, open_alike
from jobspider.matching.title import TitleMatch, title_match, wording_match

SAME_TEXT = 0.6
"""Likeness from which on texts are one, beside equal company, title and place."""
SAME_EXCERPT = 0.84
"""The same where both are excerpts, whose openings must agree, too."""
SAME_EXCERPT_IN_PART = 0.9
"""The same where one title is worded longer, in brackets or behind a dash."""
NEVER = 2.0
"""More than any likeness."""
SURE_TEXT = 0.95
"""Likeness that makes up for a place that one board does not name, or a title that it shortens."""
APART = timedelta(days=60)
"""A posting that begins so long after the other one's end is a new vacancy."""
PAY_GAP = 1.04
"""Boards round: pay differs when the lower range ends more than 4 % below the higher one."""


class Basis(StrEnum):
    """Why two postings are called one job, or why one is called a possible copy of the other."""

    ADDRESS = "address"
    REQUISITION = "requisition"
    TEXT = "text"
    COPY = "copy"


TITLE_SCORES = {TitleMatch.SAME: 1.0, TitleMatch.PART: 0.9}
"""The score of rungs that rest on a number: how well the titles agree."""
RANK = tuple(Basis)
"""The surest first."""


class Verdict(NamedTuple):
    """What two postings are to each other; `score`, 0 to 1: how much titles (address, requisition) or texts agree."""

    basis: Basis
    score: float

    @property
    def merges(self) -> bool:
        """Whether they are one job; a possible copy is linked, and stays a job of its own."""
        return self.basis is not Basis.COPY


def judge(one: Facts, other: Facts, text_of: Callable[[int], Text]) -> Verdict | None:
    """The first rung that holds; None: nothing says that they are one job. `text_of` is asked only where needed."""
    if contradict(one, other):
        return None
    title = title_match(one.title, other.title)
    if one.addresses & other.addresses:
        return Verdict(Basis.ADDRESS, TITLE_SCORES[title])
    same_company = bool(one.company and other.company and companies_agree(one.company, other.company))
    near = nearness(one.place, other.place)
    if near is Nearness.DIFFERENT and not same_company:
        return None
    texts = text_of(one.id), text_of(other.id)
    numbers = [text.requisitions for text in texts]
    if all(numbers):
        shared = same_company and not numbers[0].isdisjoint(numbers[1])
        return Verdict(Basis.REQUISITION, TITLE_SCORES[title]) if shared else None
    if near is Nearness.DIFFERENT:
        return None
    sure = near is Nearness.SAME and title is TitleMatch.SAME
    exact = wording_match(one.wording, other.wording) is TitleMatch.SAME
    alike = likeness(*texts)
    if alike is None or alike < _needed(texts, sure, exact):
        return None
    return Verdict(Basis.TEXT if same_company else Basis.COPY, alike)


def contradict(one: Facts, other: Facts) -> bool:
    """Whether they cannot be one job, however much they are alike: another title or level, other pay, another time."""
    if (
        title_match(one.title, other.title) is TitleMatch.DIFFERENT
        or wording_match(one.wording, other.wording) is TitleMatch.DIFFERENT
    ):
        return True
    if _pay_differs(one.pay, other.pay):
        return True
    return max(one.begins, other.begins) - min(one.ends, other.ends) > APART


def _needed(texts: tuple[Text, Text], sure: bool, exact: bool) -> float:
    """How much alike texts must be: excerpts more than whole ones, since agencies begin many postings alike."""
    excerpts = all(text.is_snippet for text in texts)
    if excerpts and not open_alike(*texts):
        return NEVER
    if not sure:
        return SURE_TEXT
    return SAME_TEXT if not excerpts else SAME_EXCERPT if exact else SAME_EXCERPT_IN_PART


def _pay_differs(one: Pay | None, other: Pay | None) -> bool:
    if one is None or other is None or one.currency != other.currency:
        return False
    lower, higher = sorted((one, other), key=lambda pay: pay.most)
    return lower.most * PAY_GAP < higher.least
