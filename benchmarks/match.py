"""How long a new posting takes to be compared with all that are stored: `python -m benchmarks.match [ROWS …]`.

A real MariaDB holds ROWS postings (10,000, 100,000 and 1,000,000), each with its keys: 10,000 written and matched as a
crawl does it, the others copied from them in SQL with keys of their own. Then NEW postings are stored and matched: half
of them show a stored job on another board, half are jobs that nobody has. What is counted is `match_waiting` alone, and
beside it how long it took to store the same postings.
"""

import sys
from collections.abc import Iterator
from itertools import accumulate, islice
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from rich.table import Table
from sqlalchemy import Connection, Engine, func, select, text

from benchmarks.paper import show
from benchmarks.postings_table import NOW, RANKS, ROLES, SYLLABLES, TOWNS
from jobspider.enrich import enrich
from jobspider.posting import Posting
from jobspider.sample.servers import mariadb_server
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.identity import BATCH, match_waiting
from jobspider.store.postings import upsert
from jobspider.tables import job_keys, postings

SIZES = (10_000, 100_000, 1_000_000)
WRITTEN = 10_000
NEW = 500
WORDS = 150
"""Words of a description, about 1,000 characters."""
SERVER = ("--innodb-buffer-pool-size=3G", "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=0")


def main() -> None:
    """Prints a line a size."""
    sizes = tuple(int(given) for given in sys.argv[1:]) or SIZES
    matched = ("rightly merged", "wrongly", "postings/s", "ms a posting", "slowest batch, ms")
    grid = Table("stored", "keys", "new", *matched, "ms to store a posting")
    with TemporaryDirectory(prefix="jobspider-match-") as folder, mariadb_server(*SERVER, f"--tmpdir={folder}") as url:
        engine = create_engine(url, answer_seconds=3600)
        schema.upgrade(engine)
        began = perf_counter()
        store(engine, list(islice(written(Random(1), "board"), WRITTEN)))
        match_waiting(engine)
        show(f"the first {WRITTEN} were stored and matched at {WRITTEN / (perf_counter() - began):.0f} a second")
        for turn, size in enumerate(sizes):
            grow(engine, size)
            grid.add_row(f"{size:,}", *measured(engine, turn))
        show(grid)
        engine.dispose()


def measured(engine: Engine, turn: int) -> Iterator[str]:
    """The figures of one size."""
    known = [again(posting, turn) for posting in islice(written(Random(1), "board"), turn * NEW, turn * NEW + NEW // 2)]
    unknown = list(islice(written(Random(100 + turn), f"new{turn}"), NEW // 2))
    began = perf_counter()
    store(engine, [*known, *unknown])
    stored = perf_counter() - began
    times = list(timed(engine))
    with engine.connect() as connection:
        keys = connection.execute(select(func.count()).select_from(job_keys)).scalar_one()
        merged = {row[0] for row in connection.execute(merged_of([f"again{turn}", f"new{turn}"]))}
    right = len([source_id for source_id in merged if source_id.startswith("again")])
    yield from (f"{keys:,}", str(NEW), f"{right} of {len(known)}", str(len(merged) - right))
    yield from (f"{NEW / sum(times):.0f}", f"{median(times) / BATCH * 1000:.1f}", f"{max(times) * 1000:.0f}")
    yield f"{stored / NEW * 1000:.1f}"


def timed(engine: Engine) -> Iterator[float]:
    """Seconds of each batch until none waits."""
    while True:
        began = perf_counter()
        if not match_waiting(engine, BATCH):
            return
        yield perf_counter() - began


def merged_of(sources: list[str]) -> Any:
    """The postings of these sources that are no job of their own."""
    return select(postings.c.source_id).where(postings.c.source.in_(sources), postings.c.job_id != postings.c.id)


def store(engine: Engine, found: list[Posting]) -> None:
    """As a crawl does it."""
    for start in range(0, len(found), 200):
        upsert(engine, found[start : start + 200], NOW)


def written(chance: Random, source: str) -> Iterator[Posting]:
    """Postings without end: 900 companies, a hundred titles, twelve towns."""
    vocabulary = ["".join(chance.choices(SYLLABLES, k=2 + number % 3)) for number in range(20_000)]
    shares = list(accumulate(1 / (number + 5) for number in range(len(vocabulary))))
    number = 0
    while True:
        number += 1
        town = chance.choice(TOWNS)
        row = {
            "source_id": f"{source}-{number}",
            "url": f"https://{source}.example/viewjob?jk={number:016x}",
            "title": f"{chance.choice(RANKS)}{chance.choice(vocabulary[:20]).title()} {chance.choice(ROLES)}",
            "company": f"{chance.choice(SYLLABLES).title()}{chance.choice(SYLLABLES)} {chance.randrange(900)} Ltd",
            "location_raw": town,
            "locality": town,
            "country": "GB",
            "description_text": " ".join(chance.choices(vocabulary, cum_weights=shares, k=WORDS)),
            "date_posted": NOW,
        }
        yield enrich(Posting.from_raw(row, source=source, now=NOW), NOW)


def again(posting: Posting, turn: int) -> Posting:
    """The same job on another board."""
    number = f"again{turn}-{posting.source_id}"
    changed = {"source": f"again{turn}", "source_id": number, "url": f"https://again{turn}.example/jobs/{number}"}
    return posting.model_copy(update=changed)


def grow(engine: Engine, rows: int) -> None:
    """Copies the first postings with their keys until there are so many."""
    with engine.connect() as connection:
        connection.execute(text("SET SESSION foreign_key_checks = 0, unique_checks = 0"))
        there = connection.execute(select(func.count()).select_from(postings)).scalar_one()
        for _ in range(max(0, rows - there) // WRITTEN):
            copy(connection)
        connection.execute(text("ANALYZE TABLE postings, job_keys"))


def copy(connection: Connection) -> None:
    """WRITTEN more postings; the keys are turned into others, so that each copy is other jobs."""
    shift = connection.execute(select(func.max(postings.c.id))).scalar_one()
    last = connection.execute(text("SELECT id FROM postings ORDER BY id LIMIT 1 OFFSET :rest"), {"rest": WRITTEN - 1})
    values = {"shift": shift, "last": last.scalar_one()}
    names = (*Posting.model_fields, "content_hash", "first_seen_at", "last_seen_at")
    plain = ", ".join(name for name in names if name != "source_id")
    rows = f"SELECT id + :shift, CONCAT(source_id, '-', :shift), id + :shift, {plain} FROM postings WHERE id <= :last"
    connection.execute(text(f"INSERT INTO postings (id, source_id, job_id, {plain}) {rows}"), values)
    turned = "SELECT CAST(hash ^ (:shift * 2654435761) AS SIGNED), posting_id + :shift FROM job_keys"
    ordered = f"{turned} WHERE posting_id <= :last ORDER BY 1"
    connection.execute(text(f"INSERT INTO job_keys (hash, posting_id) {ordered}"), values)
    connection.commit()


if __name__ == "__main__":
    main()
