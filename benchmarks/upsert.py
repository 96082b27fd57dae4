"""Rows a second of `upsert`, versions kept, beside a bare executemany of INSERT … ON DUPLICATE KEY UPDATE.

Both write the same rows in the same batches, one transaction each, into the same table with the same indexes on one
fresh MariaDB, in turns. The bare one gets its tuples ready-made and keeps no history; ours starts from postings and
computes their hashes too.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from rich.table import Table as Grid
from sqlalchemy import Engine, text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import make_url

from benchmarks.match import SERVER, SIZES, WRITTEN, grow, store
from benchmarks.match import written as table_rows
from benchmarks.paper import show, target
from jobspider.posting import Posting
from jobspider.sample.servers import mariadb_server
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.tables import postings

ROWS = 4_000
BATCH = 200
ROUNDS = 5
DESCRIPTION_WORDS = 620
"""About 4 KB of text, and as much HTML again."""
GOAL = 0.8
START = datetime(2026, 11, 22, 12, tzinfo=UTC)

ROOMY = ("--innodb-buffer-pool-size=512M", "--innodb-log-file-size=256M")
"""As a server is set up that is meant for work; the tests' own is too small to measure anything but its flushing."""


@dataclass(frozen=True)
class Case:
    """What is written after the cases before it, and the share of rows that are other than what is stored then."""

    name: str
    change: Callable[[Posting, int], Posting]


def main() -> None:
    """Prints the tables."""
    with mariadb_server(*ROOMY) as url:
        ours, bare = database(url, "ours"), database(url, "bare")
        rates = measure(ours, bare)
        ours.dispose()
        bare.dispose()
    compared(rates)
    with mariadb_server(*SERVER) as url:
        show(growth(database(url, "grown")))


def growth(engine: Engine) -> Grid:
    """New and unchanged rows beside so many others, which both sides share: one table, another source for each."""
    grid = Grid("stored", "case", "upsert rows/s", "bare rows/s", "ratio", title="The same, as the table grows")
    store(engine, list(islice(table_rows(Random(1), "board"), WRITTEN)))
    new = list(rows())
    for size in SIZES:
        grow(engine, size)
        for day, case in enumerate(CASES[:2]):
            seconds = timed((Ours(engine), Bare(engine, "bare")), case, new, START + timedelta(days=day))
            ours, bare = (ROWS / each for each in seconds)
            grid.add_row(f"{size:,}", case.name, f"{ours:,.0f}", f"{bare:,.0f}", f"{ours / bare:.2f}")
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM postings WHERE source IN ('indeed', 'bare')"))
    engine.dispose()
    return grid


def measure(ours: Engine, bare: Engine) -> dict[str, tuple[list[float], list[float]]]:
    """Rows a second of ours and of the bare one, for each case a figure a round."""
    rates: dict[str, tuple[list[float], list[float]]] = {case.name: ([], []) for case in CASES}
    written = list(rows())
    for _ in range(ROUNDS):
        empty(ours)
        empty(bare)
        for day, case in enumerate(CASES):
            seconds = timed((Ours(ours), Bare(bare)), case, written, START + timedelta(days=day))
            for side in (0, 1):
                rates[case.name][side].append(ROWS / seconds[side])
    return rates


class Ours:
    """jobspider's upsert."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def prepare(self, batch: Sequence[Posting]) -> Sequence[Any]:
        """Postings as a spider's callbacks give them: their hash not yet known."""
        return batch

    def write(self, batch: Sequence[Any], at: datetime) -> None:
        """One batch."""
        upsert(self.engine, batch, at)


class Bare:
    """PyMySQL's executemany and nothing else."""

    def __init__(self, engine: Engine, source: str | None = None) -> None:
        self.engine = engine
        self.source = source
        names = [*Posting.model_fields, "content_hash", "first_seen_at", "last_seen_at"]
        kept = ("source", "source_id", "first_seen_at")
        changed = ", ".join(f"{name} = VALUES({name})" for name in names if name not in kept)
        places = ", ".join(["%s"] * len(names))
        self.sql = f"INSERT INTO postings ({', '.join(names)}) VALUES ({places}) ON DUPLICATE KEY UPDATE {changed}"
        dialect = mysql.dialect()
        self.encode = [(name, postings.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]

    def prepare(self, batch: Sequence[Posting]) -> Sequence[Any]:
        """Tuples as the driver takes them."""
        hashed = [(posting, posting.model_copy().content_hash) for posting in batch]
        return [self.row({**posting.__dict__, "content_hash": content_hash}) for posting, content_hash in hashed]

    def row(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The values in the statement's order."""
        values |= {"first_seen_at": START, "last_seen_at": START, "source": self.source or values["source"]}
        return tuple(encode(values[name]) if encode else values[name] for name, encode in self.encode)

    def write(self, batch: Sequence[Any], at: datetime) -> None:
        """One batch, in one transaction."""
        moved = at.replace(tzinfo=None)
        connection = self.engine.raw_connection()
        try:
            connection.cursor().executemany(self.sql, [(*row[:-1], moved) for row in batch])
            connection.commit()
        finally:
            connection.close()


def timed(writers: tuple[Ours, Bare], case: Case, written: Sequence[Posting], at: datetime) -> list[float]:
    """Each side's seconds: they take turns batch by batch, so that a busy machine slows both."""
    changed = [case.change(posting.model_copy(), number) for number, posting in enumerate(written)]
    batches = [[writer.prepare(changed[n : n + BATCH]) for n in range(0, ROWS, BATCH)] for writer in writers]
    seconds = [0.0, 0.0]
    gc.collect()
    for number in range(ROWS // BATCH):
        for side in (0, 1) if number % 2 else (1, 0):
            started = perf_counter()
            writers[side].write(batches[side][number], at)
            seconds[side] += perf_counter() - started
    return seconds


def same(posting: Posting, _number: int) -> Posting:
    """Nothing new."""
    return posting


def tenth(posting: Posting, number: int) -> Posting:
    """Every tenth has another title and other pay."""
    return other(posting, number) if number % 10 == 0 else posting


def other(posting: Posting, _number: int) -> Posting:
    """Another title and other pay."""
    return posting.model_copy(
        update={"title": f"{posting.title} (urgent)", "salary_min": 1 + (posting.salary_min or 0)}
    )


def rewritten(posting: Posting, number: int) -> Posting:
    """Another title, pay and description."""
    description = {
        "description_text": f"Now {posting.description_text}",
        "description_html": f"<p>Now</p>{posting.description_html}",
    }
    return other(posting, number).model_copy(update={**description, "title": f"{posting.title} (again)"})


CASES = (
    Case("all new", same),
    Case("all unchanged", same),
    Case("10 % changed", tenth),
    Case("all changed", lambda posting, number: other(posting, number).model_copy(update={"title": "Changed"})),
    Case("all changed, descriptions too", rewritten),
)


def rows() -> Iterator[Posting]:
    """The postings, in a shuffled order of keys, as a crawl finds them."""
    chance = Random(1)
    words = [f"{'bcdfghklmnprstvw'[n % 16]}{'aeiou'[n % 5]}{'lnrst'[n // 7 % 5]}{n % 90}" for n in range(400)]
    words[0] = "\N{EN DASH}"  # real descriptions are seldom ASCII throughout, which both sides would write faster
    for number in chance.sample(range(10 * ROWS), ROWS):
        description = " ".join(chance.choices(words, k=DESCRIPTION_WORDS))
        yield Posting.from_raw(
            {
                "source_id": f"{number * 2654435761 % 2**64:016x}",
                "url": f"https://jobs.example/viewjob?jk={number:016x}",
                "title": f"Data Scientist {number}",
                "company": f"Company {number % 500}",
                "description_text": description,
                "description_html": f"<p>{description}</p>",
                "location_raw": "London EC2A",
                "locality": "London",
                "country": "GB",
                "employment_type": ["FULL_TIME"],
                "skills": ("Python", "SQL"),
                "salary_raw": "£50,000 - £60,000 a year",
                "salary_min": 50_000 + number,
                "salary_max": 60_000 + number,
                "salary_currency": "GBP",
                "salary_period": "YEAR",
                "date_posted": START - timedelta(hours=number % 300),
            },
            source="indeed",
            now=START,
        )


def database(url: str, name: str) -> Engine:
    """A new database with jobspider's tables."""
    server = create_engine(url)
    with server.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    engine = create_engine(make_url(url).set(database=name).render_as_string(hide_password=False))
    schema.upgrade(engine)
    return engine


def empty(engine: Engine) -> None:
    """Both tables as new."""
    with engine.begin() as connection:
        for statement in ("SET foreign_key_checks = 0", "TRUNCATE posting_versions", "TRUNCATE postings"):
            connection.execute(text(statement))
        connection.execute(text("SET foreign_key_checks = 1"))


def compared(rates: dict[str, tuple[list[float], list[float]]]) -> None:
    """Medians and their ratio, and what the goal is."""
    grid = Grid(
        "case", "upsert rows/s", "bare rows/s", "ratio", title=f"{ROWS} rows, batches of {BATCH}, {ROUNDS} rounds"
    )
    ratios: dict[str, float] = {}
    for name, (ours, bare) in rates.items():
        ratios[name] = median(a / b for a, b in zip(ours, bare, strict=True))
        grid.add_row(name, f"{median(ours):,.0f}", f"{median(bare):,.0f}", f"{ratios[name]:.2f}")
    show(grid)
    for name, ratio in ratios.items():
        target(f"{name}, of the bare statement's rows/s", ratio, "at least", GOAL)


if __name__ == "__main__":
    main()
