"""`ab -c 10 -n 1000` and `wrk` at 100 connections on the API: `python -m benchmarks.load [ROWS]`.

ROWS postings (1,000,000) lie in a real MariaDB. In the same run, in turns, the same two programs ask a bare FastAPI
route that answers with as many bytes and does nothing else, under the same server. What counts is that there is no
error; the requests a second are only as fast as a page of twenty postings is read.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from urllib.request import urlopen

from rich.table import Table

from benchmarks.paper import show, target
from benchmarks.postings_table import fill
from benchmarks.search import ROWS, SERVER, UNLIMITED
from jobspider.sample.child import child
from jobspider.sample.servers import free_port, mariadb_server
from jobspider.store.engine import create_engine
from tests.serving import serving

SECONDS = 15
PATHS = (
    ("newest", "/postings"),
    ("title and location", "/postings?title=data+engineer&location=london"),
    ("filters", "/postings?country=GB&work_mode=remote&contract_type=permanent&open=true"),
    ("q, rare word", "/postings?q=lighthouse"),
    ("q, common word", "/postings?q=engineer"),
)
BARE = """
import os
from fastapi import FastAPI, Response
app, body = FastAPI(), b"x" * int(os.environ["BODY_BYTES"])
@app.get("/")
async def bare() -> Response:
    return Response(body, media_type="application/json")
"""


@dataclass(frozen=True)
class Load:
    """What ab and wrk saw of one address."""

    ab_second: float
    ab_failed: int
    wrk_second: float
    wrk_failed: int


def main() -> None:
    """Prints the table; ends with 1 when anything failed."""
    if missing := [program for program in ("ab", "wrk") if shutil.which(program) is None]:
        sys.exit(f"Not installed: {', '.join(missing)}. On Debian: apt-get install apache2-utils wrk")
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with TemporaryDirectory(prefix="jobspider-load-") as folder, mariadb_server(*SERVER) as url:
        engine = create_engine(url, answer_seconds=3600)
        fill(engine, rows)
        engine.dispose()
        with serving(Path(folder), database_url=url, **UNLIMITED) as api:
            failed = loaded(api.url, Path(folder), rows)
    sys.exit(1 if failed else 0)


def loaded(url: str, folder: Path, rows: int) -> int:
    """A line a path; how many requests failed."""
    grid = Table("path", "bytes", "ab 10", "bare", "wrk 100", "bare", "failed", title=f"requests/s, {rows:,} postings")
    failed = 0
    for name, path in PATHS:
        with urlopen(url + path) as answer:
            size = len(answer.read())
        with bare(folder, size) as beside:
            reference, own = load(beside), load(url + path)
        lost = own.ab_failed + own.wrk_failed
        figures = (own.ab_second, reference.ab_second, own.wrk_second, reference.wrk_second)
        grid.add_row(name, f"{size:,}", *(f"{figure:,.0f}" for figure in figures), str(lost))
        failed += lost
    show(grid)
    target("requests that failed", failed, "at most", 0)
    return failed


@contextmanager
def bare(folder: Path, size: int) -> Iterator[str]:
    """The bare route under uvicorn, until the block ends."""
    (folder / "bare_route.py").write_text(BARE)
    port = free_port()
    run = ["/usr/bin/env", f"BODY_BYTES={size}", sys.executable, "-m", "uvicorn", "bare_route:app"]
    command = (*run, "--app-dir", str(folder), "--port", str(port), "--no-access-log")
    with child(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        url = f"http://127.0.0.1:{port}/"
        for _ in range(200):
            try:
                urlopen(url).close()
                break
            except OSError:
                sleep(0.05)
        yield url


def load(url: str) -> Load:
    """First ab, then wrk."""
    ab = said("ab", "-q", "-l", "-c", "10", "-n", "1000", url)
    wrk = said("wrk", "-t", "2", "-c", "100", "-d", f"{SECONDS}s", "--timeout", "30s", url)
    return Load(
        number(r"Requests per second:\s+([\d.]+)", ab),
        int(number(r"Failed requests:\s+(\d+)", ab) + number(r"Non-2xx responses:\s+(\d+)", ab)),
        number(r"Requests/sec:\s+([\d.]+)", wrk),
        int(number(r"Non-2xx or 3xx responses: (\d+)", wrk)) + socket_errors(wrk),
    )


def said(*command: str) -> str:
    """What a program printed."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout


def number(pattern: str, text: str) -> float:
    """The number that a pattern finds; 0 where the line is left out, as both programs do when nothing failed."""
    found = re.search(pattern, text)
    return float(found[1]) if found else 0.0


def socket_errors(text: str) -> int:
    """wrk's count of connections that failed, broke off or came late."""
    found = re.search(r"Socket errors: (.*)", text)
    return sum(map(int, re.findall(r"\d+", found[1]))) if found else 0


if __name__ == "__main__":
    main()
