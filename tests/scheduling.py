"""Two real Scrapyd nodes, daemons as processes, and waiting for what they do."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import ClientSession
from sqlalchemy import Engine

from jobspider.records import Occurrence, Run, RunProcess, Schedule, StoredSchedule
from jobspider.schedule.scrapyd import Jobs, Scrapyd, nodes
from jobspider.search.runs import latest_runs, run_by_id
from jobspider.search.schedules import occurrences_of, schedule_named
from jobspider.store.schedules import add_schedule
from jobspider.store.transaction import transaction
from tests import crawling
from tests.crawling import ROOT, environment

T = TypeVar("T")

COMMAND = [sys.executable, "-c", "from jobspider.cli import main; main()"]
QUICK = {"schedule_tick_seconds": "0.2", "schedule_lease_seconds": "2"}


@dataclass(frozen=True)
class Cluster:
    """Nodes by their URLs, and what they share."""

    urls: tuple[str, ...]
    folders: tuple[Path, ...]
    database_url: str
    redis_url: str
    engine: Engine
    crawl_settings: dict[str, str]

    @property
    def names(self) -> list[str]:
        """The nodes' hosts and ports."""
        return [url.split("@")[1] for url in self.urls]

    def settings(self, **more: str) -> dict[str, str]:
        """Settings of a daemon of this cluster that looks often."""
        urls = ",".join(self.urls)
        shared = {"database_url": self.database_url, "redis_url": self.redis_url, "scrapyd_urls": urls}
        return {**shared, **QUICK, **more}

    def due(self, name: str, spider: str = "indeed", **arguments: str) -> StoredSchedule:
        """A schedule that has been due for a minute at most, and is again in a year at most."""
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        cron = f"{now.minute} {now.hour} {now.day} {now.month} *"
        schedule = Schedule(name=name, spider=spider, arguments=arguments, cron=cron)
        with transaction(self.engine) as connection:
            add_schedule(connection, schedule, now - timedelta(minutes=2))
            return schedule_named(connection, name)

    def fire(self, schedule: StoredSchedule) -> str:
        """The run of an occurrence that was fired by hand, as the command does."""
        return jobspider("schedule", "fire", schedule.name, **self.settings()).split()[-1]

    def occurrence(self, schedule: StoredSchedule) -> Occurrence | None:
        """The schedule's latest occurrence."""
        with self.engine.connect() as connection:
            return next(iter(occurrences_of(connection, schedule.id, 1)), None)

    def run(self, run_id: str) -> Run | None:
        """A run's record."""
        with self.engine.connect() as connection:
            return run_by_id(connection, run_id)

    def runs(self) -> list[Run]:
        """The latest runs' records."""
        with self.engine.connect() as connection:
            return latest_runs(connection)

    def processes(self, run_id: str) -> tuple[RunProcess, ...]:
        """The processes that have taken part in a run."""
        run = self.run(run_id)
        return run.processes if run else ()

    def jobs(self) -> list[Jobs]:
        """What each node lists."""
        return [ask(url, Scrapyd.jobs) for url in self.urls]


def jobspider(*arguments: str, **settings: str) -> str:
    """What `jobspider …` prints."""
    ended = crawling.jobspider(*arguments, **settings)
    assert ended.code == 0, ended.err
    return ended.out


def ask(url: str, question: Callable[..., Any], *arguments: object) -> Any:
    """A node's answer to one question."""

    async def answer() -> Any:
        async with ClientSession() as session:
            return await question(Scrapyd(session, nodes(url)[0]), *arguments)

    return asyncio.run(answer())


@dataclass(frozen=True)
class DaemonProcess:
    """A daemon and its log."""

    process: subprocess.Popen[bytes]
    path: Path

    @property
    def log(self) -> str:
        """What it has said."""
        return self.path.read_text()

    def says(self, words: str, seconds: float = 20) -> None:
        """Waits until it has said this."""
        wait_for(lambda: words in self.log, seconds, lambda: self.log)

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def daemon(folder: Path, **settings: str) -> Iterator[DaemonProcess]:
    """`jobspider schedule` until the block ends."""
    path = folder / f"daemon-{time.monotonic_ns()}.log"
    with path.open("wb") as output:
        process = subprocess.Popen(
            [*COMMAND, "schedule"], cwd=ROOT, env=environment(**settings), stdout=output, stderr=output
        )
        with process:
            try:
                yield DaemonProcess(process, path)
            finally:
                process.terminate()
                process.wait(20)


def wait_for(condition: Callable[[], T], seconds: float = 30, why: Callable[[], object] = str) -> T:
    """What `condition` gives as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {why()}"
        time.sleep(0.1)
    return found
