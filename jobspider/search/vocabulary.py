"""Which words are rare: learned from a sample of the index, so that each search takes its cheaper way.

A rare word is looked up in the full-text index, and what it finds is few enough to be sorted. A common one would give
most of the table there; it is met soon by walking postings in the order of the answer instead.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from threading import Lock
from time import monotonic

from sqlalchemy import Connection, func, select

from jobspider.search.terms import Term
from jobspider.tables import posting_search

SAMPLE = 2_000
"""Postings looked at."""
SMALL = 10_000
"""An index of so many row numbers is walked in any case."""
RARE_SHARE = 0.004
RARE_ROWS = 20_000
"""A rare word is held by at most this share of all postings and, as far as the sample tells, this many."""
KEPT_SECONDS = 900
"""How long a sample serves."""


@dataclass(frozen=True)
class Vocabulary:
    """How many of the sampled postings hold each token."""

    sampled: int = 0
    rows: int = 0
    """About how many postings there are in all; 0: too few for rareness to matter."""
    counts: dict[str, int] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)

    def are_rare(self, group: Iterable[Term]) -> bool:
        """Whether the full-text index finds few postings for these alternatives together."""
        if self.rows == 0:
            return False
        return sum(map(self._count, group)) <= self.sampled * min(RARE_SHARE, RARE_ROWS / self.rows)

    def _count(self, term: Term) -> int:
        if term.begins:
            return self._beginning(term.tokens[-1])
        return min(self.counts.get(token, 0) for token in term.tokens)

    def _beginning(self, start: str) -> int:
        first, behind = bisect_left(self.ordered, start), bisect_left(self.ordered, start + "\x7f")
        return sum(self.counts[token] for token in self.ordered[first:behind])


def learn(texts: Iterable[str], rows: int) -> Vocabulary:
    """From sampled rows' tokens; `rows`: about how many there are in all."""
    counts: Counter[str] = Counter()
    sampled = 0
    for text in texts:
        counts.update(set(text.split()))
        sampled += 1
    return Vocabulary(sampled, rows if sampled else 0, dict(counts), sorted(counts))


class Learned:
    """One database's vocabulary, sampled again from time to time; whoever comes meanwhile gets the old one."""

    def __init__(self) -> None:
        self.known: Vocabulary | None = None
        self.until = 0.0
        self.learning = Lock()

    def get(self, connection: Connection) -> Vocabulary:
        """The vocabulary; only the first caller, and one every quarter of an hour, waits for a sample."""
        if self.known is not None and (monotonic() < self.until or self.learning.locked()):
            return self.known
        with self.learning:
            if self.known is None or monotonic() >= self.until:
                self.known, self.until = sample(connection), monotonic() + KEPT_SECONDS
            return self.known


_learned: dict[str, Learned] = {}


def vocabulary(connection: Connection) -> Vocabulary:
    """What is known of the words of this connection's database."""
    key = connection.engine.url.render_as_string(hide_password=True)
    return _learned.setdefault(key, Learned()).get(connection)


def sample(connection: Connection) -> Vocabulary:
    """Looks at SAMPLE rows, spread evenly by chance over all row numbers."""
    lowest, highest = connection.execute(select(func.min(posting_search.c.id), func.max(posting_search.c.id))).one()
    if lowest is None or highest - lowest < SMALL:
        return Vocabulary()
    asked = Random(1).sample(range(lowest, highest + 1), 2 * SAMPLE)  # noqa: S311  hides nothing
    found = connection.execute(select(posting_search.c.tokens).where(posting_search.c.id.in_(asked))).scalars().all()
    rows = max(1, (highest - lowest + 1) * len(found) // len(asked))
    return learn(found[:SAMPLE], rows)
