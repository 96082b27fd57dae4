"""Where two texts differ: the lines, and in lines that were only touched up the words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, takewhile, zip_longest
from typing import Literal

MOST_LINES = 120
"""Lines that are compared, from the first that differs on; comparing takes the cube of their number at worst."""
MOST_WORDS = 120
"""Words of a line that are compared one by one."""
ALIKE = 0.5
"""Two lines with so much in common are one that was touched up."""
SHOWN, PIECES = 1_500, 150
"""Characters and pieces of one comparison that are shown."""
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
    old, new = _between(_lines(before), _lines(after))
    parts = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found = chain.from_iterable(_part(tag, old[a:b], new[c:d]) for tag, a, b, c, d in parts)
    return tuple(_bounded(found))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _between(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Without the lines that both begin and end with, but for one of each, which shows that something is left out."""
    first = max(0, _alike(old, new) - 1)
    old, new = old[first:], new[first:]
    last = max(0, _alike(old[:0:-1], new[:0:-1]) - 1)
    return old[: len(old) - last][:MOST_LINES], new[: len(new) - last][:MOST_LINES]


def _alike(old: Iterable[str], new: Iterable[str]) -> int:
    """How many lines are the same from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


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
    for number, piece in enumerate(pieces):
        if left <= 0 or number == PIECES:
            yield Piece("left_out", "")
            return
        yield Piece(piece.kind, piece.text[:left])
        left -= len(piece.text)
