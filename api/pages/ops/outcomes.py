"""Outcomes in a word and a tone, for people who see colours and for those who don't."""

from collections.abc import Mapping

from jobspider.outcome import MEANINGS, Outcome
from jobspider.search.runs import RUNNING

WORDS: Mapping[str, str] = {
    Outcome.OK_EMPTY: "nothing there",
    Outcome.BLOCKED_BY_ROBOTS: "forbidden",
    Outcome.SCHEMA_CHANGED: "page changed",
    Outcome.RATE_LIMITED: "slowed down",
}
SENTENCES: Mapping[str, str] = {**{str(each): said for each, said in MEANINGS.items()}, RUNNING: "it goes on"}
TONES: Mapping[str, str] = {
    Outcome.OK: "good",
    **dict.fromkeys((Outcome.PARTIAL, Outcome.BLOCKED_BY_ROBOTS, Outcome.REFUSED, Outcome.RATE_LIMITED), "warn"),
    **dict.fromkeys((Outcome.CHALLENGED, Outcome.SCHEMA_CHANGED, Outcome.FAILED), "bad"),
    RUNNING: "accent",
}
"""Class of the chip; plain for those that are neither good nor bad."""
ORDER = [str(Outcome.CANCELLED), RUNNING, *(str(each) for each in Outcome if each is not Outcome.CANCELLED)]
"""From the least to the most that somebody should look at."""


def word(outcome: str | None) -> str:
    """`page changed` for `schema_changed`; `running` for None."""
    known = outcome or RUNNING
    return WORDS.get(known) or known.replace("_", " ")


def tone(outcome: str | None) -> str:
    """good, warn, bad, accent or nothing."""
    return TONES.get(outcome or RUNNING, "")


def meaning(outcome: str | None) -> str:
    """A sentence."""
    return SENTENCES.get(outcome or RUNNING, "")


def worst(outcomes: Mapping[str, int]) -> str:
    """The one that somebody should look at first."""
    return max(outcomes, key=lambda each: ORDER.index(each) if each in ORDER else len(ORDER))
