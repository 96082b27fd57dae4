"""Descriptions, for telling whether two are the same text: shingles, their overlap, and MinHash bands to find them."""

import re
from typing import NamedTuple

from rensa import RMinHash

from jobspider.matching.requisition import requisitions

CHARACTERS = 6000
"""Characters that are looked at: what follows is hardly ever what tells two jobs apart."""
WIDTH = 10
"""Letters and digits of a shingle. Not words: aggregators lose the spaces between a heading and its text."""
FEWEST = 100
"""Shingles below which a text is no evidence."""
OPENING = 25
"""Words with which a posting says what it is about."""
SEEN = 400
"""Letters and digits in which the other posting's opening words are looked for."""
_SENTENCE = re.compile(r"(?<=[.!?\n])")
_LAW = re.compile(
    r"sponsor|\bvisas?\b|right to work|gov\.uk|points-based|\bukvi\b|home office immigration|nationals require"
    r"|equal opportunit",
    re.IGNORECASE,
)
"""What an employer puts under every posting: sentences with these words are left out."""
_GLUE = re.compile(r"[\W_]+")
_TELLING = re.compile(r"[^\W\d_]{4,}|\b\d{1,2}\b")
"""Words that tell openings apart, and small numbers: years, stages, bands; not pay, dates or hours."""
BANDS, ROWS = 6, 4
"""Texts that share 80 % of their shingles meet in one band or more with a probability of 96 %; 50 %: 32 %."""
SEED = 7


class Text(NamedTuple):
    """A description, ready to be compared."""

    shingles: frozenset[str]
    is_snippet: bool
    requisitions: frozenset[str]
    opening: frozenset[str]
    """Its first telling words, in small letters."""
    begins: str
    """Its first letters and digits."""


def read_text(description: str | None, is_snippet: bool, title: str = "") -> Text:
    """The text's shingles: runs of ten letters or digits, whatever stands between them."""
    whole = (description or "")[:CHARACTERS].lower()
    squeezed = _GLUE.sub("", "".join(part for part in _SENTENCE.split(whole) if not _LAW.search(part)))
    found = frozenset(squeezed[start : start + WIDTH] for start in range(len(squeezed) - WIDTH + 1))
    opening = frozenset(_TELLING.findall(" ".join(whole.split(maxsplit=OPENING)[:OPENING])))
    return Text(found, is_snippet, requisitions(f"{title}\n{whole}"), opening, _GLUE.sub("", whole[: 2 * SEEN])[:SEEN])


def open_alike(one: Text, other: Text) -> bool:
    """Whether one's opening holds nothing that the other lacks: `Materials Planner` and `Production Planner` do not."""
    return not (_missing(one.opening, other.begins) and _missing(other.opening, one.begins))


def _missing(words: frozenset[str], text: str) -> bool:
    return any(word not in text for word in words)


def likeness(one: Text, other: Text) -> float | None:
    """0 to 1: the share of the shingles that both have; beside an excerpt, how much of it the other has.

    None when one has too few to say anything.
    """
    smaller, larger = sorted((one, other), key=lambda text: len(text.shingles))
    if len(smaller.shingles) < FEWEST:
        return None
    common = len(smaller.shingles & larger.shingles)
    if smaller.is_snippet:
        return common / len(smaller.shingles)
    return common / (len(smaller.shingles) + len(larger.shingles) - common)


def bands(text: Text) -> list[str]:
    """Texts that are much alike have one of these in common; none for a text that says nothing."""
    if len(text.shingles) < FEWEST:
        return []
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(list(text.shingles))
    digest = sketch.digest()
    return [f"{band}:{digest[band * ROWS : (band + 1) * ROWS]}" for band in range(BANDS)]
