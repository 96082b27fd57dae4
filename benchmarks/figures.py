"""Figures that are counted for an answer, on a large table: `python -m benchmarks.figures [ROWS] [ROUNDS]`.

ROWS postings (1,000,000), half of them closed, lie in a real MariaDB, and no day was rolled up, so that everything is
counted live. For the dashboard, /facets and each route of /stats the statements of an answer are taken down; then in
turns they are sent through PyMySQL alone and the API is asked. Beside postings a day stands the same count in one plain
statement over all that match, which the API, that looks at the newest of them, need not wait for.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from rich.table import Table
from sqlalchemy import Connection, Engine, text

from api.pages.dashboard.figures import Figures
from api.pages.dashboard.page import shown
from api.pages.dashboard.query import DashboardQuery
from benchmarks.paper import show
from benchmarks.postings_table import fill
from benchmarks.search import ROWS, SERVER, UNLIMITED, p95, statements, timed
from jobspider.sample.servers import mariadb_server
from jobspider.search import stats
from jobspider.search.closing import closing
from jobspider.search.facets import facets
from jobspider.search.filters import DailyName, DailyQuery, PostingFilter, SalaryName, SalaryQuery
from jobspider.search.places import places
from jobspider.store.engine import create_engine
from tests.serving import Api, serving

ROUNDS = 20
SPREAD = """
UPDATE postings SET closed_at = IF(id % 2 = 1, listed_at + INTERVAL (CRC32(id) % 60) DAY, NULL),
closed_reason = IF(id % 2 = 1, 'not_listed', NULL),
skills = ELT(1 + CRC32(id * 3) % 3, '["Python", "SQL"]', '["Excel", "Nursing", "Driving"]', '[]')
"""
PLAIN = "SELECT DATE(listed_at), source, COUNT(*) FROM {} GROUP BY 1, 2"
WORDS = "postings JOIN posting_search USING (id)"
ANYTHING: Mapping[str, Any] = {}
BOARD: Mapping[str, Any] = {"source": ["board3"]}
COMMON: Mapping[str, Any] = {"q": "engineer"}
RARE: Mapping[str, Any] = {"q": "lighthouse"}
CONDITIONS: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "no condition": (ANYTHING, "postings"),
    "board": (BOARD, "postings WHERE source = 'board3'"),
    "rare word": (RARE, f"{WORDS} WHERE MATCH (tokens) AGAINST ('+lighthouse' IN BOOLEAN MODE)"),
    "common word": (COMMON, f"{WORDS} WHERE INSTR(tokens, ' engineer ') > 0"),
    "common word, board": (
        {**COMMON, **BOARD},
        f"{WORDS} WHERE INSTR(tokens, ' engineer ') > 0 AND source = 'board3'",
    ),
}
"""By their names: as the API takes them, and in plain SQL."""


@dataclass(frozen=True)
class Case:
    """A question to the API, and what answers it."""

    name: str
    path: str
    work: Callable[[Connection], object]


def main() -> None:
    """Prints what was measured."""
    given = [int(number) for number in sys.argv[1:3]]
    rows, rounds = (*given, *(ROWS, ROUNDS)[len(given) :])
    with TemporaryDirectory(prefix="jobspider-bench-") as folder, mariadb_server(*SERVER, f"--tmpdir={folder}") as url:
        engine = create_engine(url, answer_seconds=3600)
        fill(engine, rows)
        spread(engine)
        with serving(Path(folder), database_url=url, **UNLIMITED) as api, engine.connect() as connection:
            show_cases(api, url, connection, rows, rounds)
        engine.dispose()


def spread(engine: Engine) -> None:
    """Closes half of the postings, and gives them skills."""
    with engine.begin() as connection:
        connection.execute(text(SPREAD))
        connection.execute(text("ANALYZE TABLE postings"))


def show_cases(api: Api, url: str, connection: Connection, rows: int, rounds: int) -> None:
    """A line a case."""
    headings = ("bare p50", "bare p95", "API p50", "API p95", "ratio p95", "one plain statement")
    grid = Table("case", "statements", *headings, title=f"{rows:,} postings, milliseconds")
    plain = {f"days, {name}": plain_milliseconds(connection, told[1]) for name, told in CONDITIONS.items()}
    for case in cases():
        sent = statements(connection, partial(case.work, connection))
        bare, asked = timed(url, api, case.path, sent, rounds)
        figures = (median(bare), p95(bare), median(asked), p95(asked), p95(asked) / p95(bare))
        beside = f"{plain[case.name]:,.0f}" if case.name in plain else ""
        grid.add_row(case.name, str(len(sent)), *(f"{figure:,.1f}" for figure in figures), beside)
    show(grid)


def plain_milliseconds(connection: Connection, meant: str) -> float:
    """How long the count of each board's days takes over all postings that are meant; the better of two times."""
    statement = text(PLAIN.format(meant))
    times = []
    for _ in range(2):
        started = perf_counter()
        connection.execute(statement).all()
        times.append((perf_counter() - started) * 1000)
    return min(times)


def cases() -> list[Case]:
    """The page, facets and days under each condition; the other figures of a common word."""
    found = [make(name, asked) for make in (_dashboard, _facets, _days) for name, (asked, _) in CONDITIONS.items()]
    wanted, pay = PostingFilter(**COMMON), SalaryQuery(by=SalaryName.TITLE, **COMMON)
    routes: Mapping[str, Callable[[Connection], object]] = {
        "salaries?by=title": lambda connection: stats.salaries(connection, pay),
        "skills": lambda connection: stats.skills(connection, wanted),
        "words": lambda connection: stats.words(connection, wanted),
        "sources": lambda connection: stats.sources(connection, wanted),
        "places": lambda connection: places(connection, wanted),
        "closing": lambda connection: closing(connection, wanted),
    }
    for route, work in routes.items():
        path = f"/stats/{route}{'&' if '?' in route else '?'}{urlencode(COMMON, doseq=True)}"
        found.append(Case(f"{route.partition('?')[0]}, common word", path, work))
    return found


def _dashboard(name: str, asked: Mapping[str, Any]) -> Case:
    query = DashboardQuery(**asked)
    path = f"/?{urlencode(asked, doseq=True)}"
    return Case(f"dashboard, {name}", path, lambda connection: shown(Figures(connection, query)))


def _facets(name: str, asked: Mapping[str, Any]) -> Case:
    query = PostingFilter(**asked)
    return Case(f"facets, {name}", f"/facets?{urlencode(asked, doseq=True)}", lambda c: facets(c, query))


def _days(name: str, asked: Mapping[str, Any]) -> Case:
    query = DailyQuery(by=DailyName.SOURCE, **asked)
    path = f"/stats/daily?{urlencode({'by': 'source', **asked}, doseq=True)}"
    return Case(f"days, {name}", path, lambda connection: stats.daily(connection, query))


if __name__ == "__main__":
    main()
