"""Which postings a search finds, in which order: the rules of the site's `q`, `l`, `fromage`, `jt` and `sort`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jobspider.sample.data import Board, SamplePosting
from jobspider.sample.employment import TYPES

PAGE_SIZE = 15
START_STEP = 10

Match = Literal["query", "all"]


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for; `start` counts in the site's steps of 10 although a page holds 15."""

    query: str = ""
    location: str = ""
    days: int | None = None
    job_type: str = ""
    sort: str = ""
    start: int = 0

    @property
    def criteria(self) -> tuple[str, str, int | None, str, str]:
        """All of it but the page."""
        return self.query, self.location, self.days, self.job_type, self.sort


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: pages count from 0."""

    postings: list[SamplePosting]
    page: int
    pages: int
    total: int


class Finder:
    """Answers searches on one board. The first search reads the whole board (about 0.1 s for 2,000 postings).

    With match "all" every search finds every posting and nothing is read: boards of a million start at once.
    """

    def __init__(self, board: Board, match: Match = "query") -> None:
        self._board = board
        self._match = match
        self._index: list[SamplePosting] = []
        self._slots = lru_cache(maxsize=256)(self._search)

    def find(self, search: Search) -> Found:
        """The page that `search.start` names; past the end the last one again, as on the site."""
        slots = range(self._board.size) if self._match == "all" else self._slots(search.criteria)
        pages = -(-len(slots) // PAGE_SIZE)
        page = min(search.start // START_STEP, max(pages - 1, 0))
        shown = slots[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        return Found([self._posting(slot) for slot in shown], page, pages, len(slots))

    def _posting(self, slot: int) -> SamplePosting:
        return self._index[slot] if self._index else self._board.posting(slot)

    def _search(self, criteria: tuple[str, str, int | None, str, str]) -> Sequence[int]:
        if not self._index:
            self._index = [self._board.posting(slot) for slot in range(self._board.size)]
        search = Search(*criteria)
        slots = [slot for slot, posting in enumerate(self._index) if matches(posting, search)]
        return sorted(slots, key=lambda slot: self._index[slot].age) if search.sort == "date" else slots


def matches(posting: SamplePosting, search: Search) -> bool:
    """Whether the search finds the posting; an empty criterion finds all."""
    return (
        (search.days is None or posting.age <= search.days)
        and (not search.job_type or any(TYPES[label].parameter == search.job_type for label in posting.types))
        and search.location.strip().lower() in posting.location.lower()
        and _stems(search.query) <= _stems(posting.title)
    )


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """Words by their first five letters, so that "science" finds "Scientist", as a real board would."""
    return frozenset(word[:5] for word in re.findall(r"\w+", text.lower()))
