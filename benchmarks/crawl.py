"""Whole crawls: job pages with 10 links and one posting each, ours with validation and MariaDB, beside stock Scrapy."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from rich.console import Console
from rich.table import Table
from sqlalchemy import delete

from jobspider.sample.process import SampleBoard
from jobspider.sample.servers import mariadb_server
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.tables import postings

PAGES = 3000
ROUNDS = 3
VARIANTS = ("stock", "stock+loop", "jobspider")


def crawl(variant: str, spider: str, url: str, database: str) -> dict[str, float]:
    """One crawl in a new process."""
    environment = {**os.environ, "JOBSPIDER_DATABASE_URL": database, "JOBSPIDER_DOWNLOAD_DELAY": "0"}
    command = [sys.executable, "-m", "benchmarks.crawl_once", variant, spider, url]
    ended = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=300)
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def rates(url: str, database: str) -> dict[str, list[float]]:
    """Pages a second of each variant, rounds interleaved."""
    found: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
    engine = create_engine(database)
    upgrade(engine)
    for _ in range(ROUNDS):
        for variant in VARIANTS:
            with engine.begin() as connection:  # every round stores new postings
                connection.execute(delete(postings))
            run = crawl(variant, "tree", url, database)
            if run["postings"] < PAGES:
                raise SystemExit(f"{variant} found {run['postings']} of {PAGES} postings")
            found[variant].append(run["pages"] / run["seconds"])
    return found


def search_rate(database: str) -> float:
    """Postings a second of the brief's crawl: search pages with 15 each, one after the other."""
    with SampleBoard(robots="allow", match="all") as url:
        return median(run["postings"] / run["seconds"] for run in search_runs(url, database))


def search_runs(url: str, database: str) -> Iterator[dict[str, float]]:
    """Some crawls of ten search pages."""
    for _ in range(ROUNDS):
        yield crawl("jobspider", "indeed", url, database)


def main() -> None:
    """Prints the table."""
    with mariadb_server() as database, SampleBoard(tree=PAGES, robots="allow") as url:
        found = {variant: median(rates) for variant, rates in rates(url, database).items()}
        searched = search_rate(database)
    table = Table(title=f"Whole crawls of {PAGES} job pages, medians of {ROUNDS} interleaved rounds")
    for name in ("variant", "pages/s", "jobspider is … times it", "goal"):
        table.add_column(name)
    goals = {"stock": "≥ 1.0", "stock+loop": "≥ 0.8", "jobspider": ""}
    for variant, rate in found.items():
        table.add_row(variant, f"{rate:.0f}", f"{found['jobspider'] / rate:.2f}", goals[variant])
    Console().print(table)
    Console().print(f"Search pages, one after the other, into MariaDB: {searched:.0f} postings/s")


if __name__ == "__main__":
    main()
