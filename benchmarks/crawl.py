"""Whole crawls: job pages with 10 links and one posting each, ours with validation and MariaDB, beside stock Scrapy."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

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


class Round(NamedTuple):
    """Pages a second, cores at work, and seconds until the process had ended."""

    rate: float
    cores: float
    afterwards: float


def crawl(settings: str, spider: str, url: str, servers: dict[str, str], processes: int = 1) -> dict[str, float]:
    """One crawl in new processes: pages, postings, and seconds from the first opening to the last closing.

    `cores`: how many of the machine's cores worked meanwhile, for whatever program. `afterwards`: seconds that a
    process went on, to index what it had stored, until it had ended.
    """
    environment = {**os.environ, "JOBSPIDER_DOWNLOAD_DELAY": "0", **servers}
    command = [sys.executable, "-m", "benchmarks.crawl_once", settings, spider, url]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    ended = [json.loads(process.communicate(timeout=300)[0].splitlines()[-1]) for process in running]
    opened, closed = min(part["opened"] for part in ended), max(part["closed"] for part in ended)
    seconds = closed[0] - opened[0]
    return {
        "pages": sum(part["pages"] for part in ended),
        "postings": sum(part["postings"] for part in ended),
        "seconds": seconds,
        "cores": (closed[1] - opened[1]) / seconds,
        "afterwards": max(part["stopped"] for part in ended) - closed[0],
    }


def empty(engine: Engine, redis: str) -> None:
    """Every round stores new postings and begins a new run."""
    with engine.begin() as connection:
        connection.execute(delete(postings))
    with Redis.from_url(redis) as client:
        client.flushall()


def rates(url: str, database: str, redis: str) -> Iterator[tuple[str, Round]]:
    """What each variant did, rounds interleaved."""
    engine = create_engine(database)
    upgrade(engine)
    for _ in range(ROUNDS):
        for name, (settings, shared, processes) in VARIANTS.items():
            empty(engine, redis)
            servers = {"JOBSPIDER_DATABASE_URL": database, **({"JOBSPIDER_REDIS_URL": redis} if shared else {})}
            run = crawl(settings, "tree", url, servers, processes)
            if run["postings"] != PAGES:
                raise SystemExit(f"{name} found {run['postings']} of {PAGES} postings")
            yield name, Round(run["pages"] / run["seconds"], run["cores"], run["afterwards"])


def search_rate(database: str) -> float:
    """Postings a second of the brief's crawl: ten search pages of 15 each, one after the other."""
    with SampleBoard(robots="allow", match="all") as url:
        runs = [crawl("jobspider", "indeed", url, {"JOBSPIDER_DATABASE_URL": database}) for _ in range(ROUNDS)]
    return median(run["postings"] / run["seconds"] for run in runs)


def main() -> None:
    """Prints the table."""
    found: dict[str, list[Round]] = {name: [] for name in VARIANTS}
    with mariadb_server() as database, redis_server("--appendonly", "yes") as redis:
        with SampleBoard(tree=PAGES, robots="allow") as url:
            for name, each in rates(url, database, redis):
                found[name].append(each)
        searched = search_rate(database)
    compared({name: middle(each) for name, each in found.items()})
    show(f"Search pages, one after the other, into MariaDB: {searched:.0f} postings/s")


def middle(rounds: list[Round]) -> Round:
    """The medians."""
    return Round(*(median(figures) for figures in zip(*rounds, strict=True)))


def compared(found: dict[str, Round]) -> None:
    """The variants, each beside the two peers."""
    table = Table(title=f"Whole crawls of {PAGES} job pages, medians of {ROUNDS} interleaved rounds")
    for heading in ("variant", "pages/s", "of stock", "of stock with our loop and handler", "cores at work"):
        table.add_column(heading)
    stock, fast = found["stock"].rate, found["stock, our loop and handler"].rate
    for name, each in found.items():
        ratios = f"{each.rate / stock:.2f}", f"{each.rate / fast:.2f}"
        table.add_row(name, f"{each.rate:.0f}", *ratios, f"{each.cores:.2f}")
    show(table)
    one, both = found["jobspider, Redis"], found["jobspider, Redis, 2 processes"]
    target("pages/s of stock Scrapy's", one.rate / stock, "at least", 1.0)
    target("pages/s of stock Scrapy's with our loop and handler", one.rate / fast, "at least", 0.8)
    target("two processes to one", both.rate / one.rate, "at least", 1.8)
    cores = os.cpu_count() or 1
    show(
        f"MariaDB, Redis and the board share the {cores} cores with the crawls. One process keeps {one.cores:.2f} of "
        f"them at work, so that a second one cannot bring more than {cores / one.cores:.2f} times the pages here; "
        f"two keep {both.cores:.2f} at work, and share one MariaDB and its log."
    )
    show(
        f"The process goes on for {one.afterwards:.1f} s after its run has closed: it indexes the {PAGES} postings and "
        "finds their jobs, which anybody who serves them would do as well."
    )


if __name__ == "__main__":
    main()
