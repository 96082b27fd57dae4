"""Whether a text asks for a skill or only names it: by the sentence it stands in, else by the heading above."""

from bisect import bisect_left, bisect_right
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from jobspider.clean._tables import table

_SENTENCE_ENDS = ("\n", ". ", "! ", "? ", "; ")
_SENTENCE_LENGTH = 400
"""Characters on either side of a skill that are looked at; a text without a stop must not cost its length squared."""
_HEADING_LENGTH = 60
_HEADING_WORDS = 7


class Demand:
    """A text, ready to be asked about places in it."""

    def __init__(self, text: str) -> None:
        automaton, asks = _words()
        matches = automaton.find_matches_as_indexes(text.lower())
        self._cues = [start for _, start, _ in matches]
        self._asks = [asks[index] for index, _, _ in matches]
        self._text = text
        self._headings = _headings(text)

    def at(self, place: int) -> bool:
        """Whether the skill that stands at this place is asked for."""
        said = self._said(*self._sentence(place))
        if said is None and (above := bisect_right(self._headings, (place, 0))):
            said = self._said(*self._headings[above - 1])
        return said is True

    def _sentence(self, place: int) -> tuple[int, int]:
        """Where the sentence of a place begins and ends."""
        first, last = max(0, place - _SENTENCE_LENGTH), place + _SENTENCE_LENGTH
        ends = [end for sign in _SENTENCE_ENDS if (end := self._text.find(sign, place, last)) >= 0]
        return max(self._text.rfind(sign, first, place) for sign in _SENTENCE_ENDS) + 1, min(ends, default=last)

    def _said(self, start: int, end: int) -> bool | None:
        """False where skills are only wished for, True where they are asked for, None where nothing is said."""
        asks = self._asks[bisect_left(self._cues, start) : bisect_left(self._cues, end)]
        return all(asks) if asks else None


@cache
def _words() -> tuple[AhoCorasick, list[bool]]:
    """The search for all words of skill_demand.tsv, and whether each of them asks."""
    lines = [line.split("\t") for line in table("skill_demand.tsv")]
    words = [words for _, words in lines]
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), [says == "asked" for says, _ in lines]


def _headings(text: str) -> list[tuple[int, int]]:
    """Where each heading begins and ends."""
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        if _is_heading(line.strip()):
            found.append((start, start + len(line)))
        start += len(line)
    return found


def _is_heading(words: str) -> bool:
    """Short, and ended by a colon or begun with a capital and ended by no stop: "Requirements", "Nice to have:"."""
    short = 0 < len(words) <= _HEADING_LENGTH and len(words.split()) <= _HEADING_WORDS
    return short and (words[-1] == ":" or (words[0].isupper() and words[-1] not in ".,;!"))
