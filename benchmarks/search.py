"""The API's searches beside their own statements sent bare: `python -m benchmarks.search [ROWS] [ROUNDS]`.

ROWS postings (1,000,000) lie in a real MariaDB. For each case the statements that a search sends are taken down, with
their parameters; then in turns, request by request, they are sent through PyMySQL alone and the API is asked over one
kept connection, whose answers are read in C, so that Python's own client is not measured with it. The goal: the API's
95th percentile is at most twice that of its statements, in the same run. EXPLAIN is read for full scans and for sorts
of more than a bounded number of rows; the thousandth page is compared with the first; and the memory of a server that
exports all rows is looked at.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pymysql
from rich.table import Table
from sqlalchemy import Connection, Engine, event

from benchmarks.client import Client
from benchmarks.paper import show, target
from benchmarks.postings_table import fill
from jobspider.sample.servers import mariadb_server
from jobspider.search import vocabulary
from jobspider.search.filters import PostingFilter, Sort
from jobspider.search.find import search
from jobspider.store.engine import create_engine
from tests.serving import Api, serving

ROWS = 1_000_000
ROUNDS = 200
GOAL = 2.0
FORMATS = ("csv", "ndjson", "parquet", "xlsx")
SECONDS = 3600
"""How long an answer may take to begin: a workbook is sent when it is whole."""
SERVER = ("--innodb-buffer-pool-size=3G", "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=0")
UNLIMITED = {"api_unlimited": "127.0.0.0/8", "log_level": "WARNING"}


@dataclass(frozen=True)
class Case:
    """A search: the parameters as the API takes them."""

    name: str
    asked: dict[str, Any]


CASES = (
    Case("newest", {}),
    Case("title and location", {"title": "data engineer", "location": "london"}),
    Case("title and location, rare", {"title": "falconer", "location": "leeds"}),
    Case("filters", {"country": "GB", "work_mode": "remote", "contract_type": "permanent", "open": "true"}),
    Case("filters with pay", {"salary_min": 60000, "salary_currency": "GBP", "employment_type": "FULL_TIME"}),
    Case("q, rare word", {"q": "lighthouse"}),
    Case("q, common word", {"q": "engineer"}),
    Case("q, R", {"q": "R"}),
    Case("q, common words, few together", {"q": "senior nurse stornoway"}),
)

Statements = list[tuple[str, Any]]


def main() -> None:
    """Prints what was measured."""
    given = [int(number) for number in sys.argv[1:3]]
    rows, rounds = (*given, *(ROWS, ROUNDS)[len(given) :])
    with TemporaryDirectory(prefix="jobspider-search-") as folder, mariadb_server(*SERVER, f"--tmpdir={folder}") as url:
        engine = create_engine(url, answer_seconds=3600)
        fill(engine, rows)
        measure(url, engine, Path(folder), rows, rounds)
        engine.dispose()


def measure(url: str, engine: Engine, folder: Path, rows: int, rounds: int) -> None:
    """All of it, on a filled database; pages and exports on a large one alone."""
    with serving(folder, database_url=url, **UNLIMITED) as api, engine.connect() as connection:
        vocabulary.vocabulary(connection)
        show_cases(api, url, connection, rows, rounds)
        if rows >= ROWS:  # smaller tables have no thousandth page
            show_pages(api, rounds)
    for kind in FORMATS if rows >= ROWS else ():
        with serving(folder, database_url=url, **UNLIMITED) as api:  # of its own: what counts is the most memory ever
            show_export(api, kind)


def show_cases(api: Api, url: str, connection: Connection, rows: int, rounds: int) -> None:
    """A line a case."""
    grid = Table(
        "case",
        "bare p50",
        "bare p95",
        "API p50",
        "API p95",
        "ratio p95",
        "EXPLAIN",
        title=f"{rows:,} postings, milliseconds",
    )
    ratios: dict[str, float] = {}
    for case in CASES:
        wanted = PostingFilter.model_validate(listed(case.asked))
        sent = statements(connection, partial(search, connection, wanted, Sort.NEWEST, 20, None))
        path = f"/postings?{urlencode({**case.asked, 'limit': 20})}"
        bare, asked = timed(url, api, path, sent, rounds)
        figures = (median(bare), p95(bare), median(asked), p95(asked))
        plan = "; ".join(problems(connection, sent)) or "no full scan, sorts bounded"
        ratios[case.name] = figures[3] / figures[1]
        grid.add_row(case.name, *(f"{figure:.2f}" for figure in figures), f"{ratios[case.name]:.2f}", plan)
    show(grid)
    for name, ratio in ratios.items() if rows >= ROWS else ():  # a small one answers before a request is read
        target(f"{name}, {rows:,} postings, ratio of the 95th percentiles", ratio, "at most", GOAL)


def statements(connection: Connection, work: Callable[[], object]) -> Statements:
    """What it sends to the database, each time but the first, which looks at what is then remembered."""
    sent: Statements = []
    work()

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        sent.append((sql, parameters))

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
    return sent


def listed(asked: dict[str, Any]) -> dict[str, Any]:
    """Parameters that take several values as lists."""
    several = {"country", "work_mode", "contract_type", "employment_type"}
    return {name: [value] if name in several else value for name, value in asked.items()}


def timed(url: str, api: Api, path: str, sent: Statements, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each side, in turns."""
    bare: list[float] = []
    asked: list[float] = []
    with bare_connection(url) as cursor, Client(api.url) as client:
        for turn in range(rounds + 10):
            sides = ((bare, lambda: send(cursor, sent)), (asked, lambda: client.get(path)))
            for times, work in sides if turn % 2 else reversed(sides):
                started = perf_counter()
                work()
                if turn >= 10:  # the first ones warm caches
                    times.append((perf_counter() - started) * 1000)
    return bare, asked


def send(cursor: Any, sent: Statements) -> None:
    """The statements, with all of their rows."""
    for sql, parameters in sent:
        cursor.execute(sql, parameters)
        cursor.fetchall()


@contextmanager
def bare_connection(url: str) -> Iterator[Any]:
    """A cursor of PyMySQL's."""
    parts = urlsplit(url)
    with pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user="root",
        database="jobspider",
        charset="utf8mb4",
        autocommit=True,
    ) as connection:
        yield connection.cursor()


def problems(connection: Connection, sent: Statements) -> Iterator[str]:
    """What EXPLAIN says against a statement. A derived table is read whole, but holds what a LIMIT lets into it."""
    for sql, parameters in sent:
        rows = connection.exec_driver_sql(f"EXPLAIN {sql}", parameters).mappings().all()
        limited = any(str(row["table"]).startswith("<derived") for row in rows) or "salary_annual >=" in sql
        for row in rows:
            if row["type"] == "ALL" and not str(row["table"]).startswith("<derived"):
                yield f"full scan of {row['table']}"
            if "filesort" in (row["Extra"] or "") and not limited:
                yield f"sort of {row['table']}"


def show_pages(api: Api, rounds: int) -> None:
    """The first page beside the thousandth."""
    for name, asked in (("newest", {}), ("q=engineer", {"q": "engineer"})):
        with Client(api.url) as client:
            cursor = follow(client, asked, 1000)
            first, last = f"/postings?{urlencode(asked)}", f"/postings?{urlencode({**asked, 'cursor': cursor})}"
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(rounds):
                for side, path in enumerate((first, last)):
                    started = perf_counter()
                    client.get(path)
                    times[side].append((perf_counter() - started) * 1000)
        shown = " ".join(f"{median(side):.2f}/{p95(side):.2f}" for side in times)
        show(f"{name}: page 1 and page 1000, median and 95th percentile in ms: {shown}")


def follow(client: Client, asked: dict[str, Any], pages: int) -> str:
    """The cursor behind so many pages."""
    cursor: str | None = None
    for _ in range(pages - 1):
        path = f"/postings?{urlencode({**asked, **({'cursor': cursor} if cursor else {})})}"
        cursor = json.loads(client.get(path))["next_cursor"]
    return str(cursor)


def show_export(api: Api, kind: str) -> None:
    """Seconds, bytes and the most memory that the server has had."""
    started = perf_counter()
    with urlopen(f"{api.url}/export/postings.{kind}", timeout=SECONDS) as answer:
        size = sum(len(piece) for piece in iter(partial(answer.read, 1 << 20), b""))
    show(f"export {kind}: {size / 1e6:.0f} MB in {perf_counter() - started:.0f} s")
    target(f"megabytes resident in an export of {ROWS:,} postings to {kind}", most_resident(api), "at most", 200)


def most_resident(api: Api) -> int:
    """Megabytes that the server's process has had at most."""
    status = Path(f"/proc/{api.process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1000


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
