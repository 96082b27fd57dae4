"""The postings that one batch of the matcher looks at: facts of all, texts of those where the facts leave it open."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from jobspider.matching.facts import READ, TEXT, Facts, facts
from jobspider.matching.ladder import contradict
from jobspider.matching.text import Text, read_text
from jobspider.tables import postings

AT_ONCE = 500
"""Rows asked for in one statement."""


class Compared:
    """Reads each posting once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._facts: dict[int, Facts] = {}
        self._texts: dict[int, Text] = {}

    def __getitem__(self, posting_id: int) -> Facts:
        return self._facts[posting_id]

    def text(self, posting_id: int) -> Text:
        """The posting's text."""
        if posting_id not in self._texts:
            self._read_texts([posting_id])
        return self._texts[posting_id]

    def load(self, ids: Iterable[int]) -> list[Facts]:
        """The facts of these postings, those that are gone left out."""
        wanted = sorted(ids)
        missing = [number for number in wanted if number not in self._facts]
        columns = [postings.c[name] for name in READ]
        for some in _parts(missing):
            rows = self._connection.execute(select(*columns).where(postings.c.id.in_(some))).mappings()
            self._facts.update((row["id"], facts(dict(row))) for row in rows)
        return [self._facts[number] for number in wanted if number in self._facts]

    def load_texts(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Reads the texts of the pairs that their facts do not decide already."""
        wanted = {number for both in pairs if not contradict(self[both[0]], self[both[1]]) for number in both}
        self._read_texts(sorted(wanted - self._texts.keys()))

    def read(self, ids: Iterable[int]) -> list[Facts]:
        """Facts and texts of these postings."""
        found = self.load(ids)
        self._read_texts([one.id for one in found])
        return found

    def _read_texts(self, ids: Sequence[int]) -> None:
        columns = [postings.c[name] for name in ("id", "title", TEXT, "description_is_snippet")]
        for some in _parts(ids):
            for row in self._connection.execute(select(*columns).where(postings.c.id.in_(some))):
                self._texts[row.id] = read_text(row.description_text, row.description_is_snippet, row.title)


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
