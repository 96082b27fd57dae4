"""Whole crawls: job pages with 10 links and one posting each, ours with validation and MariaDB, beside stock Scrapy."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from redis import Redis
from rich.table import Table
from sqlalchemy import Engine, delete

from benchmarks.paper import show, target
from jobspider.sample.process import SampleBoard
from jobspider.sample.servers import mariadb_server, redis_server
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.tables import postings

PAGES = 3000
ROUNDS = 3
VARIANTS = {
    "stock": ("stock", False, 1),
    "stock, our loop and handler": ("stock+loop", False, 1),
    "jobspider": ("jobspider", False, 1),
    "jobspider, Redis": ("jobspider", True, 1),
    "jobspider, Redis, 2 processes": ("jobspider", True, 2),
}
"""Name: settings, whether the frontier is shared, processes."""


def crawl(settings: str, spider: str, url: str, servers: dict[str, str], processes: int = 1) -> dict[str, float]:
    """One crawl in new processes: pages, postings, and seconds from the first opening to the last closing."""
    environment = {**os.environ, "JOBSPIDER_DOWNLOAD_DELAY": "0", **servers}
    command = [sys.executable, "-m", "benchmarks.crawl_once", settings, spider, url]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    ended = [json.loads(process.communicate(timeout=300)[0].splitlines()[-1]) for process in running]
    return {
        "pages": sum(part["pages"] for part in ended),
        "postings": sum(part["postings"] for part in ended),
        "seconds": max(part["closed"] for part in ended) - min(part["opened"] for part in ended),
    }


def empty(engine: Engine, redis: str) -> None:
    """Every round stores new postings and begins a new run."""
    with engine.begin() as connection:
        connection.execute(delete(postings))
    with Redis.from_url(redis) as client:
        client.flushall()


def rates(url: str, database: str, redis: str) -> Iterator[tuple[str, float]]:
    """Pages a second of each variant, rounds interleaved."""
    engine = create_engine(database)
    upgrade(engine)
    for _ in range(ROUNDS):
        for name, (settings, shared, processes) in VARIANTS.items():
            empty(engine, redis)
            servers = {"JOBSPIDER_DATABASE_URL": database, **({"JOBSPIDER_REDIS_URL": redis} if shared else {})}
            run = crawl(settings, "tree", url, servers, processes)
            if run["postings"] != PAGES:
                raise SystemExit(f"{name} found {run['postings']} of {PAGES} postings")
            yield name, run["pages"] / run["seconds"]


def search_rate(database: str) -> float:
    """Postings a second of the brief's crawl: ten search pages of 15 each, one after the other."""
    with SampleBoard(robots="allow", match="all") as url:
        runs = [crawl("jobspider", "indeed", url, {"JOBSPIDER_DATABASE_URL": database}) for _ in range(ROUNDS)]
    return median(run["postings"] / run["seconds"] for run in runs)


def main() -> None:
    """Prints the table."""
    found: dict[str, list[float]] = {name: [] for name in VARIANTS}
    with mariadb_server() as database, redis_server("--appendonly", "yes") as redis:
        with SampleBoard(tree=PAGES, robots="allow") as url:
            for name, rate in rates(url, database, redis):
                found[name].append(rate)
        searched = search_rate(database)
    compared({name: median(each) for name, each in found.items()})
    show(f"Search pages, one after the other, into MariaDB: {searched:.0f} postings/s")


def compared(found: dict[str, float]) -> None:
    """The variants, each beside the two peers."""
    table = Table(title=f"Whole crawls of {PAGES} job pages, medians of {ROUNDS} interleaved rounds")
    for heading in ("variant", "pages/s", "of stock", "of stock with our loop and handler"):
        table.add_column(heading)
    stock, fast = found["stock"], found["stock, our loop and handler"]
    for name, rate in found.items():
        table.add_row(name, f"{rate:.0f}", f"{rate / stock:.2f}", f"{rate / fast:.2f}")
    show(table)
    target("pages/s of stock Scrapy's", found["jobspider, Redis"] / stock, "at least", 1.0)
    target("pages/s of stock Scrapy's with our loop and handler", found["jobspider, Redis"] / fast, "at least", 0.8)
    both, one = found["jobspider, Redis, 2 processes"], found["jobspider, Redis"]
    target("two processes to one", both / one, "at least", 1.8)
    show(f"MariaDB, Redis and the board share the {os.cpu_count()} cores with the crawls.")


if __name__ == "__main__":
    main()
