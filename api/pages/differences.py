"""Where two texts differ: the lines, and in lines that were only touched up the words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, zip_longest
from typing import Literal

MOST_LINES = 400
"""Lines of a text that are compared; comparing takes the square of their number at worst."""
MOST_WORDS = 120
"""Words of a line that are compared one by one."""
ALIKE = 0.5
"""Two lines with so much in common are one that was touched up."""
SHOWN = 3_000
"""Characters of one comparison that are shown."""
Kind = Literal["same", "gone", "new", "left_out"]


@dataclass(frozen=True)
class Piece:
    """Some text of which the same is true; `left_out` stands for lines that did not change, or are too many."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order; none where both say the same."""
    if before == after:
        return ()
    old, new = _lines(before), _lines(after)
    parts = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found = chain.from_iterable(_part(tag, old[a:b], new[c:d]) for tag, a, b, c, d in parts)
    return tuple(_bounded(found))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()][:MOST_LINES]


def _part(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece("left_out", "")
        return
    for before, after in zip_longest(old, new):
        yield from _line(before, after)
        yield Piece("same", "\n")


def _line(before: str | None, after: str | None) -> Iterator[Piece]:
    old, new = (before or "").split(), (after or "").split()
    if old and new and max(len(old), len(new)) <= MOST_WORDS:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        if matcher.ratio() >= ALIKE:
            yield from _words(matcher, old, new)
            return
    if before:
        yield Piece("gone", before)
    if before and after:
        yield Piece("same", "\n")
    if after:
        yield Piece("new", after)


def _words(matcher: "SequenceMatcher[str]", old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", " ".join(old[a:b]) + " ")
        if tag in ("delete", "replace"):
            yield Piece("gone", " ".join(old[a:b]))
            yield Piece("same", " ")
        if tag in ("insert", "replace"):
            yield Piece("new", " ".join(new[c:d]))
            yield Piece("same", " ")


def _bounded(pieces: Iterator[Piece]) -> Iterator[Piece]:
    left = SHOWN
    for piece in pieces:
        yield Piece(piece.kind, piece.text[:left])
        left -= len(piece.text)
        if left <= 0:
            yield Piece("left_out", "")
            return
