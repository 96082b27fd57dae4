"""Rows a second of `upsert`, versions kept, beside a bare executemany of INSERT … ON DUPLICATE KEY UPDATE.

All write the same rows in the same batches, one transaction each, into the same table with the same indexes on one
fresh MariaDB, in turns. The bare one gets its tuples ready-made and keeps no history; ours starts from postings and
computes their hashes too. The bare one is measured twice: on a connection as PyMySQL makes it, and on one of
jobspider's, whose SQL mode makes the escaping of long texts much cheaper.
"""

import gc
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from rich.table import Table as Grid
from sqlalchemy import Engine, text
from sqlalchemy import create_engine as plain_engine
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import make_url

from benchmarks.match import SERVER, SIZES, WRITTEN, grow, store
from benchmarks.match import written as table_rows
from benchmarks.paper import show, target
from benchmarks.upsert_cases import CASES, ROWS, START, Case, rows
from jobspider.posting import Posting
from jobspider.sample.servers import mariadb_server
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.tables import postings

BATCH = 200
ROUNDS = 5
GOAL = 0.8
COLUMNS = ("upsert rows/s", "bare rows/s", "ratio", "bare on our connection", "ratio of that")
Rates = tuple[float, ...]
"""Rows a second in one round: of upsert, of the bare statement, and of the same on jobspider's connection."""

ROOMY = ("--innodb-buffer-pool-size=512M", "--innodb-log-file-size=256M")
"""As a server is set up that is meant for work; the tests' own is too small to measure anything but its flushing."""


def main() -> None:
    """Prints the tables."""
    with mariadb_server(*ROOMY) as url:
        ours, bare, moded = (database(url, name) for name in ("ours", "bare", "moded"))
        plain = as_it_comes(bare)
        rates = measure(ours, plain, moded)
        for engine in (ours, bare, moded, plain):
            engine.dispose()
    compared(rates)
    with mariadb_server(*SERVER) as url:
        show(growth(database(url, "grown")))


def growth(engine: Engine) -> Grid:
    """New and unchanged rows beside so many others, which all sides share: one table, another source for each."""
    grid = Grid("stored", "case", *COLUMNS, title="The same, as the table grows")
    store(engine, list(islice(table_rows(Random(1), "board"), WRITTEN)))
    new, plain = list(rows()), as_it_comes(engine)
    for size in SIZES:
        grow(engine, size)
        for day, case in enumerate(CASES[:2]):
            writers = (Ours(engine), Bare(plain, "bare"), Bare(engine, "moded"))
            seconds = timed(writers, case, new, START + timedelta(days=day))
            grid.add_row(f"{size:,}", case.name, *cells([(ROWS / each,) for each in seconds]))
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM postings WHERE source IN ('indeed', 'bare', 'moded')"))
    engine.dispose()
    plain.dispose()
    return grid


def measure(ours: Engine, plain: Engine, moded: Engine) -> dict[str, list[Rates]]:
    """Rows a second of ours and of the bare ones, for each case a figure a round."""
    rates: dict[str, list[Rates]] = {case.name: [] for case in CASES}
    written = list(rows())
    for _ in range(ROUNDS):
        for engine in (ours, plain, moded):
            empty(engine)
        for day, case in enumerate(CASES):
            writers = (Ours(ours), Bare(plain), Bare(moded))
            seconds = timed(writers, case, written, START + timedelta(days=day))
            rates[case.name].append(tuple(ROWS / each for each in seconds))
    return rates


def as_it_comes(engine: Engine) -> Engine:
    """The same database through connections as PyMySQL makes them."""
    return plain_engine(engine.url)


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


def timed(writers: Sequence[Ours | Bare], case: Case, written: Sequence[Posting], at: datetime) -> list[float]:
    """Each side's seconds: they take turns batch by batch, so that a busy machine slows all."""
    changed = [case.change(posting.model_copy(), number) for number, posting in enumerate(written)]
    batches = [[writer.prepare(changed[n : n + BATCH]) for n in range(0, ROWS, BATCH)] for writer in writers]
    seconds = [0.0 for _ in writers]
    gc.collect()
    for number in range(ROWS // BATCH):
        for turn in range(len(writers)):
            side = (number + turn) % len(writers)
            started = perf_counter()
            writers[side].write(batches[side][number], at)
            seconds[side] += perf_counter() - started
    return seconds


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


def compared(rates: dict[str, list[Rates]]) -> None:
    """Medians and their ratios, and what the goal is."""
    grid = Grid("case", *COLUMNS, title=f"{ROWS} rows, batches of {BATCH}, {ROUNDS} rounds")
    for name, found in rates.items():
        grid.add_row(name, *cells(list(zip(*found, strict=True))))
    show(grid)
    for name, found in rates.items():
        ratio = median(ours / bare for ours, bare, _ in found)
        target(f"{name}, of the bare statement's rows/s", ratio, "at least", GOAL)


def cells(sides: Sequence[Rates]) -> list[str]:
    """A row under COLUMNS, from each side's rows a second in all rounds."""
    ours, *others = sides
    found = [f"{median(ours):,.0f}"]
    for other in others:
        ratio = median(mine / its for mine, its in zip(ours, other, strict=True))
        found += [f"{median(other):,.0f}", f"{ratio:.2f}"]
    return found


if __name__ == "__main__":
    main()
