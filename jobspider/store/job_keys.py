"""The blocking keys of postings: written for those that are compared, asked for those that share one."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, TextClause, delete, insert, select, text

from jobspider.matching.keys import SLOTS
from jobspider.tables import job_keys

EACH = 20
"""Postings that one key gives, the newest; so a title or text that thousands share costs no more than a rare one."""
_OF_ONE_KEY = """
SELECT * FROM (
    SELECT posting_id FROM job_keys WHERE hash = :key{place} AND posting_id <> :self
    ORDER BY posting_id DESC LIMIT :most
) AS of_key{place}
"""


def write_keys(connection: Connection, keys: Mapping[int, Sequence[int]]) -> None:
    """Makes the stored keys of each posting these."""
    stored = select(job_keys.c.hash, job_keys.c.posting_id).where(job_keys.c.posting_id.in_(sorted(keys)))
    before = {(row.hash, row.posting_id) for row in connection.execute(stored)}
    after = {(number, posting_id) for posting_id, numbers in keys.items() for number in numbers}
    for number, posting_id in sorted(before - after):
        gone = (job_keys.c.hash == number) & (job_keys.c.posting_id == posting_id)
        connection.execute(delete(job_keys).where(gone))
    if after - before:
        connection.execute(insert(job_keys), [{"hash": h, "posting_id": p} for h, p in sorted(after - before)])


def sharing(connection: Connection, keys: Sequence[int], posting_id: int) -> set[int]:
    """The postings that have one of these keys, EACH a key at most, without this one."""
    if not keys:
        return set()
    values = {f"key{place}": number for place, number in enumerate(keys)}
    found = connection.execute(_statement(len(keys)), {**values, "self": posting_id, "most": EACH})
    return set(found.scalars())


@cache
def _statement(keys: int) -> TextClause:
    """Each key by itself, so that the index gives its newest postings and nothing is sorted."""
    if keys > SLOTS:
        raise ValueError(f"{keys} keys are more than a posting has")
    return text(" UNION ".join(_OF_ONE_KEY.format(place=place) for place in range(keys)))
