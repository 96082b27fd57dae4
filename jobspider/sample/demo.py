"""`make demo`: the sample board, a real crawl of it, and what was found."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, func, select
from sqlalchemy.engine import make_url

from jobspider.config import config
from jobspider.etl.refresh import refresh_skills
from jobspider.etl.rollup import roll_up
from jobspider.run import counted
from jobspider.sample.process import SampleBoard
from jobspider.store.engine import create_engine
from jobspider.tables import postings

SHOWN = 15
PORT = 8327
"""Where the board is if nobody else is: a second demo then finds the same addresses, and nothing has changed."""

SETTINGS = {"JOBSPIDER_DOWNLOAD_DELAY": "0.2", "JOBSPIDER_LOG_LEVEL": "WARNING"}
"""A board of our own on loopback needs no delay; everywhere else the default of some seconds holds."""
PROJECT = {"SCRAPY_SETTINGS_MODULE": "jobspider.settings"}
"""Scrapy finds the project by it in any working directory, where there is no scrapy.cfg."""


def run_demo(size: int) -> int:
    """Crawls a sample board of `size` postings as `scrapy crawl indeed` does; gives the crawl's exit code."""
    console = Console()
    with SampleBoard(postings=size, port=free_or_any(PORT)) as board:
        command = ["scrapy", "crawl", "indeed", "-a", f"base_url={board}", "-s", "PROGRESS_SECONDS=1"]
        console.print(f"Sample board on {board}. Now: [bold]{shown(SETTINGS)} {' '.join(command)}[/]\n", soft_wrap=True)
        environment = {**PROJECT, **SETTINGS, **os.environ}
        crawl = subprocess.run([sys.executable, "-m", *command], env=environment, check=False)  # noqa: S603
    if crawl.returncode == 0:
        show(console)
        count_today(console)
    return crawl.returncode


def count_today(console: Console) -> None:
    """The figures of the day as far as it has come, so that docs/statistics.md has something to show at once."""
    engine, now = create_engine(config().database_url.get_secret_value()), datetime.now(UTC)
    refresh_skills(engine)
    done = roll_up(engine, now.date(), now)
    engine.dispose()
    console.print(
        f"{done.figures} figures of today are in daily_stats, as `jobspider rollup --day {done.day}` counts them."
    )


def shown(settings: Mapping[str, str]) -> str:
    """Variables as they stand before a command: the values that hold, the operator's own before the demo's."""
    return " ".join(f"{name}={os.environ.get(name, value)}" for name, value in settings.items())


def free_or_any(port: int) -> int:
    """The port if it is free, else 0, which stands for any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def show(console: Console) -> None:
    """What the database holds, and where it is."""
    url = config().database_url.get_secret_value()
    with create_engine(url).connect() as connection:
        console.print(newest(connection))
        total = connection.scalar(select(func.count()).select_from(postings))
    where = make_url(url).render_as_string(hide_password=True)
    console.print(f"{counted(total or 0, 'postings')} in [bold]{where}[/]. Look around: [bold]make serve[/]")


def newest(connection: Connection) -> Table:
    """The newest postings as a table for people."""
    table = Table(title="The newest postings")
    wanted = [postings.c[name] for name in ("title", "company", "location_raw", "salary_raw", "date_posted")]
    for column in wanted:
        table.add_column(column.name.replace("_raw", "").replace("_", " "), overflow="fold")
    for row in connection.execute(select(*wanted).order_by(postings.c.date_posted.desc()).limit(SHOWN)):
        table.add_row(
            *("" if value is None else f"{value:%Y-%m-%d}" if hasattr(value, "year") else value for value in row)
        )
    return table
