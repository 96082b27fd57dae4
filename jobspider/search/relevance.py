"""The most relevant of the newest postings that match: so common words never make a long sort."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, select

from jobspider.search.conditions import Wanted
from jobspider.search.cursor import Cursor, micros, moment
from jobspider.search.filters import Sort
from jobspider.search.terms import Term
from jobspider.search.walk import way_of
from jobspider.search_text import COMPANY, SKILL, TITLE
from jobspider.tables import posting_search

CANDIDATES = 1_000
"""Matching postings that are ranked, the newest ones."""
WINDOWS = 4
"""Windows of postings that are looked through for them."""
WEIGHTS = ((TITLE, 10), (SKILL, 4), (COMPANY, 3))
"""What a word counts for in these fields, beside 1 for each time that it occurs, 5 times at most."""
OFTEN = 5


def most_relevant(
    connection: Connection, wanted: Wanted, limit: int, cursor: Cursor | None
) -> tuple[list[int], Cursor | None]:
    """Ids of a page, and the cursor to the next.

    The first page fixes the newest candidate, so those that arrive later don't move the pages after it.
    """
    newest = None if cursor is None else moment(cursor.numbers[2])
    found = _candidates(connection, wanted, newest)
    if not found:
        return [], None
    anchor = micros(found[0][0]) if cursor is None else cursor.numbers[2]
    ranked = sorted(_scores(connection, wanted, [number for _, number in found]), reverse=True)
    behind = ranked if cursor is None else [place for place in ranked if place < (cursor.numbers[0], cursor.numbers[1])]
    page = behind[:limit]
    more = len(behind) > limit
    return [number for _, number in page], Cursor(Sort.RELEVANCE, (*page[-1], anchor)) if more else None


def _candidates(connection: Connection, wanted: Wanted, newest: datetime | None) -> list[tuple[datetime, int]]:
    start = None if newest is None else (newest, 2**63 - 1)
    found: list[tuple[datetime, int]] = []
    for window in islice(way_of(wanted.asked).windows(connection, start, CANDIDATES), WINDOWS):
        found.extend((row.key, row.id) for row in window.rows)
        if len(found) >= CANDIDATES:
            break
    return found[:CANDIDATES]


def _scores(connection: Connection, wanted: Wanted, ids: Sequence[int]) -> list[tuple[int, int]]:
    """(score, id) of each."""
    terms = [term for terms in wanted.texts for group in terms.required for term in group]
    if not terms:
        return [(0, number) for number in ids]
    texts = select(posting_search.c.id, posting_search.c.tokens).where(posting_search.c.id.in_(ids))
    found = {row.id: row.tokens for row in connection.execute(texts)}
    return [(sum(_score(term, found.get(number, "")) for term in terms), number) for number in ids]


def _score(term: Term, text: str) -> int:
    words = " ".join(term.tokens)
    marked = sum(weight for mark, weight in WEIGHTS if f" {mark}{words.replace(' ', f' {mark}')}" in text)
    return marked + min(OFTEN, text.count(f" {words}"))
