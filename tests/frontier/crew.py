"""Starts the processes of a crawl, waits for their end, and reads what they stored."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("worker.py")
PATIENT: dict[str, Any] = {"FRONTIER_LEASE_SECONDS": 30}
"""For crawls of which every page is to be fetched once: no lease lapses, however slow the machine is."""


@dataclass
class Worker:
    """A process of the crawl."""

    process: subprocess.Popen[str]
    log: Path

    def end(self, seconds: float = 120) -> dict[str, Any]:
        """Waits for a clean end and returns its statistics."""
        out, _ = self.process.communicate(timeout=seconds)
        assert self.process.returncode == 0, self.text[-4000:]
        stats: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
        return stats

    @property
    def text(self) -> str:
        """What it logged."""
        return self.log.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


@dataclass
class Crew:
    """All processes of one crawl, sharing a database."""

    folder: Path
    url: str
    redis_url: str
    settings: dict[str, Any] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "pages.db"

    def start(self, redis_url: str = "", preload: dict[str, str] | None = None, **settings: Any) -> Worker:
        """One more process; `redis_url` where its way to Redis is another one."""
        common = {"REDIS_URL": redis_url or self.redis_url, "DATABASE": str(self.database)}
        task = {"url": self.url, "settings": {**common, **self.settings, **settings}, "arguments": self.arguments}
        log = self.folder / f"worker-{len(self.workers)}.log"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **(preload or {})}
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, str(WORKER), json.dumps(task)],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=environment,
            )
        worker = Worker(process, log)
        self.workers.append(worker)
        return worker

    def alive(self) -> list[Worker]:
        """The processes that have not ended."""
        return [worker for worker in self.workers if worker.process.poll() is None]

    def stored(self) -> dict[str, int]:
        """Page → how often it was stored."""
        if not self.database.exists():
            return {}
        with sqlite3.connect(self.database, timeout=60) as connection:
            try:
                return dict(connection.execute("SELECT page, stored FROM pages").fetchall())
            except sqlite3.OperationalError:
                return {}

    def freeze(self, worker: Worker) -> None:
        """Stops a process as a laptop's lid would, but never while it holds the lock that all processes store under."""
        with closing(sqlite3.connect(self.database, timeout=60, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            worker.signal(signal.SIGSTOP)
            os.waitid(os.P_PID, worker.process.pid, os.WSTOPPED | os.WNOWAIT)
            connection.execute("ROLLBACK")

    def wait_for(self, pages: int, seconds: float = 60) -> None:
        """Waits until so many pages are stored."""
        deadline = monotonic() + seconds
        while len(self.stored()) < pages:
            assert monotonic() < deadline, (
                f"only {len(self.stored())} of {pages} pages; {self.workers[-1].text[-3000:]}"
            )
            sleep(0.02)


@contextmanager
def crew(folder: Path, url: str, redis_url: str, **more: Any) -> Iterator[Crew]:
    """A crew whose processes are gone afterwards."""
    folder.mkdir(exist_ok=True)
    gang = Crew(folder, url, redis_url, **more)
    try:
        yield gang
    finally:
        for worker in gang.workers:
            if worker.process.poll() is None:
                worker.process.kill()
            worker.process.wait()
            if worker.process.stdout:
                worker.process.stdout.close()
