"""Given several writers on the same postings, when they write at once, there is one row each and no false version."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from jobspider.store.engine import create_engine
from jobspider.store.postings import UpsertCounts, upsert
from jobspider.tables import posting_versions, postings
from tests.analysts import NOON, posting

pytestmark = pytest.mark.servers


def rows(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        found = [connection.execute(select(func.count()).select_from(t)).scalar() for t in (postings, posting_versions)]
    return int(found[0] or 0), int(found[1] or 0)


def write_shuffled(url: str, seed: int) -> tuple[int, int, int]:
    """Ten batches of 60 out of 300 postings, as one crawling process would."""
    engine = create_engine(url)
    chance, totals = Random(seed), [0, 0, 0]
    for _ in range(10):
        counts = upsert(engine, [posting(n) for n in chance.sample(range(300), 60)], datetime.now(UTC))
        totals = [totals[0] + counts.new, totals[1] + counts.changed, totals[2] + len(counts.failed)]
    engine.dispose()
    return totals[0], totals[1], totals[2]


def test_processes_that_find_the_same_postings_store_each_once(engine: Engine, database_url: str) -> None:
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        results = list(pool.map(write_shuffled, [database_url] * 4, range(4)))
    stored, versions = rows(engine)
    assert stored == sum(new for new, _, _ in results)
    assert [(changed, failed) for _, changed, failed in results] == [(0, 0)] * 4
    assert versions == 0


def test_two_that_insert_the_same_new_postings_at_the_same_moment_agree(engine: Engine) -> None:
    start = Barrier(2)

    def write(numbers: range) -> UpsertCounts:
        start.wait()
        return upsert(engine, [posting(number) for number in numbers], NOON)

    for offset in range(0, 2_000, 100):
        batch = range(offset, offset + 100)
        with ThreadPoolExecutor(2) as pool:
            counts = list(pool.map(write, [batch, batch]))
        assert sorted((c.new, c.unchanged, len(c.failed)) for c in counts) == [(0, 100, 0), (100, 0, 0)]
    assert rows(engine) == (2_000, 0)


def test_a_change_seen_by_two_at_once_is_one_version(engine: Engine) -> None:
    upsert(engine, [posting(number) for number in range(100)], NOON)
    start = Barrier(2)

    def write(title: str) -> UpsertCounts:
        start.wait()
        return upsert(engine, [posting(number, title=title) for number in range(100)], NOON + timedelta(days=1))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(write, ["Lead Analyst"] * 2))
    assert sorted((c.changed, c.unchanged) for c in counts) == [(0, 100), (100, 0)]
    assert rows(engine) == (100, 100)
