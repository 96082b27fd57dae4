"""A day of a large table, rolled up: `python -m benchmarks.rollup [ROWS]`.

ROWS postings (1,000,000) lie in a real MariaDB, with skills and pay, half of them closed. `jobspider rollup --day`
counts a past day, as a process of its own: how long it takes, and the memory that it needs, beside 20,000 postings, and
beside one bare statement that goes through the same postings once.
"""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from time import perf_counter

from rich.table import Table
from sqlalchemy import Engine, text

from benchmarks.paper import show
from benchmarks.postings_table import NOW, WRITTEN, written
from jobspider.clean.skill_dictionary import seed
from jobspider.enrich import enrich
from jobspider.etl.refresh import refresh_skills
from jobspider.posting import Posting
from jobspider.sample.servers import mariadb_server
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert

ROWS = 1_000_000
DAY = (NOW - timedelta(days=30)).date()
SERVER = ("--innodb-buffer-pool-size=3G", "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=0")
SEEN = "first_seen_at + INTERVAL (id % 60) DAY"
SPREAD = f"""
UPDATE postings SET first_seen_at = '{NOW:%Y-%m-%d %H:%M:%S}' - INTERVAL (CRC32(id) % (90 * 86400)) SECOND,
last_seen_at = {SEEN}, closed_at = IF(id % 2 = 1, {SEEN}, NULL), closed_reason = IF(id % 2 = 1, 'not_listed', NULL)
"""
ONE_PASS = """
SELECT source, title, COUNT(*), AVG(salary_annual) FROM postings
WHERE first_seen_at < :day AND (closed_at IS NULL OR closed_at >= :day) GROUP BY source, title
"""


def main() -> None:
    """Prints what was measured."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    table = Table(
        "postings", "open on the day", "with stated pay", "seconds", "most memory (MB)", "one pass in SQL, seconds"
    )
    with mariadb_server(*SERVER) as url:
        engine = create_engine(url, answer_seconds=3600)
        _write(engine)
        for number in (WRITTEN, rows):
            _grow(engine, number)
            table.add_row(f"{number:,}", *_measured(url, engine))
        engine.dispose()
    show(table)


def _write(engine: Engine) -> None:
    schema.upgrade(engine)
    postings = list(_skilled())
    for start in range(0, WRITTEN, 1000):
        upsert(engine, postings[start : start + 1000], NOW)
    began = perf_counter()
    refresh_skills(engine)
    print(f"skills of {WRITTEN:,} postings read again in {perf_counter() - began:.1f} s")


def _skilled() -> Iterator[Posting]:
    """Postings that name skills in their descriptions, read as a crawl reads them."""
    chance, known = Random(2), sorted(seed().names)
    for posting in written():
        named = ", ".join(chance.sample(known[:80], chance.randrange(8)))
        told = {"description_text": f"You know {named}.\n\n{posting.description_text}", "description_is_snippet": False}
        yield enrich(posting.model_copy(update=told), NOW)


def _grow(engine: Engine, number: int) -> None:
    """So many postings, copied from the first ones, spread over three months; half of them closed since."""
    plain = ", ".join(name for name in (*Posting.model_fields, "content_hash") if name != "source_id")
    with engine.begin() as connection:
        connection.execute(text("SET SESSION foreign_key_checks = 0, unique_checks = 0"))
        for copy in range(1, number // WRITTEN):
            copied = (
                f"INSERT INTO postings (source_id, first_seen_at, last_seen_at, {plain}) "
                f"SELECT CONCAT(source_id, '-', {copy}), first_seen_at, last_seen_at, {plain} "
                f"FROM postings WHERE source_id NOT LIKE '%-%'"
            )
            connection.execute(text(copied))
        connection.execute(text(SPREAD))
        connection.execute(text("ANALYZE TABLE postings"))


def _measured(url: str, engine: Engine) -> tuple[str, ...]:
    """Columns of the table, from the command as a process."""
    command = [sys.executable, "-c", "from jobspider.cli import main; main()", "rollup", "--day", str(DAY)]
    began = perf_counter()
    pid = os.posix_spawn(sys.executable, command, {**os.environ, "JOBSPIDER_DATABASE_URL": url})
    _, status, usage = os.wait4(pid, 0)
    took = perf_counter() - began
    if status:
        raise RuntimeError(f"`jobspider rollup` ended with {os.waitstatus_to_exitcode(status)}")
    return *_told(engine), f"{took:.1f}", f"{usage.ru_maxrss // 1024}", f"{_one_pass(engine):.1f}"


def _one_pass(engine: Engine) -> float:
    """Seconds of the least that any count of the day needs: its open postings by source and title, with mean pay."""
    with engine.connect() as connection:
        began = perf_counter()
        connection.execute(text(ONE_PASS), {"day": DAY + timedelta(days=1)}).all()
        return perf_counter() - began


def _told(engine: Engine) -> tuple[str, ...]:
    told = "SELECT n FROM daily_stats WHERE source = '' AND figure = :figure AND name = :name"
    asked = ({"figure": "postings", "name": "open"}, {"figure": "salary", "name": ""})
    with engine.connect() as connection:
        return tuple(f"{connection.scalar(text(told), each):,}" for each in asked)


if __name__ == "__main__":
    main()
