"""How long commands take to start: `python -m benchmarks.start`.

Seconds of CPU, user and system, of whole processes: that is what a cron job, a test or a container pays each time.
Beside each stands the least that it cannot do without.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.table import Table

from benchmarks.paper import show

ROUNDS = 5
CASES = (
    (
        "jobspider runs",
        ("-c", "from jobspider.cli import main; main()", "runs"),
        "SQLAlchemy and rich",
        ("-c", "import sqlalchemy, rich.table"),
    ),
    ("scrapy list", ("-m", "scrapy", "list"), "Scrapy, without a project", ("-c", "import scrapy.cmdline")),
    ("the API's application", ("-c", "import api.app"), "FastAPI and SQLAlchemy", ("-c", "import fastapi, sqlalchemy")),
)


def main() -> None:
    """Prints the table."""
    grid = Table("command", "seconds", "beside it", "seconds", "ratio")
    with TemporaryDirectory(prefix="jobspider-start-") as folder:
        environment = {**os.environ, "JOBSPIDER_DATABASE_URL": f"sqlite:///{Path(folder, 'jobspider.db')}"}
        for name, own, peer, least in CASES:
            times = [(seconds(own, environment), seconds(least, environment)) for _ in range(ROUNDS + 1)][1:]
            ours, theirs = (median(each) for each in zip(*times, strict=True))
            grid.add_row(name, f"{ours:.2f}", peer, f"{theirs:.2f}", f"{ours / theirs:.1f}")
    show(grid)


def seconds(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    """CPU of one process, from its start to its end."""
    before = os.times()
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


if __name__ == "__main__":
    main()
