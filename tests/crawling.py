"""Running `scrapy` as a person does, and reading what it left in the database."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, select

from jobspider.tables import postings, runs
from tests.forking import forked

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120
CAREERS = """
from jobspider.boards.json_ld import JsonLdSpider


class CareersSpider(JsonLdSpider):
    name = "careers"
    start_urls = ["https://careers.example/careers"]
    job_links = "a.job"
    next_page = "a[rel=next]"
"""
"""A spider for the sample board's careers pages."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(path: str = "", **settings: str) -> dict[str, str]:
    """The tests' environment with JOBSPIDER_* settings and more modules on `path`; loopback needs no delay."""
    named = {f"JOBSPIDER_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, "JOBSPIDER_DOWNLOAD_DELAY": "0", "PYTHONPATH": f"{ROOT}:{path}", **named}


def scrapy_command(*args: str) -> list[str]:
    """`scrapy …` with this environment's Python, warnings as errors where they are ours."""
    return [sys.executable, "-m", "scrapy", *args]


def scrapy(*args: str, cwd: Path | str = ROOT, **settings: str) -> Ended:
    """Runs `scrapy …` in the project and waits for its end, two minutes at most."""
    if Path(cwd) != ROOT:
        return run(scrapy_command(*args), cwd, **settings)
    return Ended(*forked(("scrapy", *args), str(cwd), environment(**settings), SECONDS))


def jobspider(*args: str, cwd: Path | str = ROOT, **settings: str) -> Ended:
    """Runs `jobspider …` in the same way."""
    if Path(cwd) != ROOT:
        return run([sys.executable, "-c", "from jobspider.cli import main; main()", *args], cwd, **settings)
    return Ended(*forked(("jobspider", *args), str(cwd), environment(**settings), SECONDS))


def sites(folder: Path, spider: str = CAREERS) -> None:
    """A package `sites` with one spider, for `-s SPIDER_MODULES=sites` with this folder as `path`."""
    (folder / "sites").mkdir()
    (folder / "sites" / "__init__.py").touch()
    (folder / "sites" / "site.py").write_text(spider)


def run(command: list[str], cwd: Path | str = ROOT, **settings: str) -> Ended:
    """Runs a command with these settings and waits for its end, two minutes at most."""
    ended = subprocess.run(
        command, cwd=cwd, env=environment(**settings), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def rows(url: str, table: Table = postings) -> list[dict[str, Any]]:
    """All rows of a table."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(table)).mappings()]
    engine.dispose()
    return found


def content(url: str) -> dict[str, dict[str, Any]]:
    """The postings by key, without what differs from crawl to crawl: row numbers and times of seeing."""
    passing = {"id", "job_id", "first_seen_at", "last_seen_at", "closed_at"}
    return {row["source_id"]: {k: v for k, v in row.items() if k not in passing} for row in rows(url)}


def last_run(url: str) -> dict[str, Any]:
    """The run that started last."""
    return max(rows(url, runs), key=lambda run: run["started_at"])
