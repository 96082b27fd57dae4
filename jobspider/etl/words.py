"""The words of the day's open postings, for a word cloud; stop words of the languages that boards write in left out."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, func, select

from jobspider.clean.cloud import cloud_words
from jobspider.etl.day_table import day_table
from jobspider.etl.figure import MOST, Figure
from jobspider.tables import postings

MOST_TITLES = 50_000
"""Different titles that are looked at, the most frequent ones."""
MOST_DESCRIPTIONS = 20_000
"""Descriptions that are looked at, those of the postings that were seen first last."""
BATCH = 500
"""Descriptions in memory at once."""


def words(connection: Connection) -> Iterator[Figure]:
    """`title_words` and `description_words`: in how many postings, the MOST frequent ones."""
    yield from _ranked("title_words", _titles(connection))
    yield from _ranked("description_words", _descriptions(connection))


def _titles(connection: Connection) -> Iterator[tuple[str, int]]:
    title, n = day_table.c.title, func.count().label("n")
    wanted = select(title, n).where(day_table.c.is_open == 1).group_by(title).order_by(n.desc(), title)
    return ((row[0], row[1]) for row in connection.execute(wanted.limit(MOST_TITLES)))


def _descriptions(connection: Connection) -> Iterator[tuple[str, int]]:
    newest = select(day_table.c.id).where(day_table.c.is_open == 1)
    order = (day_table.c.first_seen_at.desc(), day_table.c.id.desc())
    ids = connection.scalars(newest.order_by(*order).limit(MOST_DESCRIPTIONS)).all()
    for start in range(0, len(ids), BATCH):
        some = select(postings.c.description_text).where(postings.c.id.in_(ids[start : start + BATCH]))
        yield from ((text, 1) for text in connection.scalars(some) if text)


def _ranked(figure: str, texts: Iterable[tuple[str, int]]) -> Iterator[Figure]:
    counts: Counter[str] = Counter()
    for text, number in texts:
        for word in cloud_words(text):
            counts[word] += number
    ranked = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    yield from (Figure(figure, number, name=word) for word, number in ranked[:MOST])
