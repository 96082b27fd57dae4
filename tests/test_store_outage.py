"""Given a database that goes away, when it comes back or doesn't, then nothing is lost and nothing is half written."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from sqlalchemy import func, select

from jobspider.errors import StoreUnavailableError
from jobspider.sample.servers import free_port
from jobspider.store import read, schema
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.writer import Writer
from jobspider.tables import postings
from tests.analysts import NOON, posting

pytestmark = pytest.mark.servers

SBIN = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
AS_ROOT = ["--user=root"] if os.geteuid() == 0 else []


class Server:
    """A MariaDB that a test kills and starts again on the same data and port."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.url = f"mysql+pymysql://root@127.0.0.1:{self.port}/jobs"
        self.options = [f"--datadir={data}", "--innodb-log-file-size=16M"]
        options = ["--no-defaults", *AS_ROOT, *self.options, "--auth-root-authentication-method=normal"]
        subprocess.run([program("mariadb-install-db"), *options], check=True, capture_output=True)
        self.start()
        self.wait()

    def start(self) -> None:
        options = [*AS_ROOT, *self.options, "--bind-address=127.0.0.1", f"--port={self.port}", "--socket=here.sock"]
        command = [program("mariadbd"), "--no-defaults", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)

    def wait(self) -> None:
        server = create_engine(self.url.replace("/jobs", "/mysql"))
        deadline = time.monotonic() + 30
        while True:
            try:
                with server.begin() as connection:
                    connection.exec_driver_sql("CREATE DATABASE IF NOT EXISTS jobs")
            except Exception:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                server.dispose()
                return


def program(name: str) -> str:
    found = which(name, path=SBIN)
    assert found
    return found


@pytest.fixture
def server(mariadb: str, tmp_path: Path) -> Iterator[Server]:
    """One of its own; `mariadb` skips where none is installed."""
    found = Server(tmp_path / "data")
    yield found
    found.kill()


def test_a_server_killed_and_started_again_in_the_middle_of_a_run_costs_nothing(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    engine = create_engine(server.url)
    schema.upgrade(engine)
    turns: list[str] = []
    caplog.set_level(logging.INFO, "jobspider.store.writer")

    async def crawl() -> list[Any]:
        writer = Writer(engine, on_unavailable=lambda: turns.append("away"), on_available=lambda: turns.append("back"))
        gate = asyncio.Semaphore(64)

        async def one(number: int) -> Any:
            async with gate:
                return await writer.write(posting(number))

        tasks = [asyncio.ensure_future(one(number)) for number in range(3_000)]
        await asyncio.gather(*tasks[:500])
        server.kill()
        await asyncio.sleep(1.0)
        assert not all(task.done() for task in tasks)
        server.start()
        results = await asyncio.gather(*tasks)
        await writer.close()
        return results

    results = asyncio.run(crawl())
    # A batch whose commit was confirmed to nobody is found to be there already.
    assert results.count("new") >= 3_000 - 200
    assert results.count("new") + results.count("unchanged") == 3_000
    assert turns == ["away", "back"]
    messages = [record.getMessage() for record in caplog.records if record.name == "jobspider.store.writer"]
    assert [message.split(":")[0] for message in messages] == [
        "postings wait until the database is back",
        "the database is back",
    ]
    with engine.connect() as connection:
        assert read.count_by_source(connection) == {"acme": 3_000}
    engine.dispose()


def test_closing_while_the_server_is_away_gives_up_in_time_with_an_error_for_each_posting(server: Server) -> None:
    engine = create_engine(server.url)
    schema.upgrade(engine)
    server.kill()

    async def crawl() -> list[Any]:
        writer = Writer(engine, batch_size=10)
        waiting = [asyncio.ensure_future(writer.write(posting(number))) for number in range(45)]
        await asyncio.sleep(0.3)
        await writer.close(seconds=1.0)
        return await asyncio.gather(*waiting, return_exceptions=True)

    started = time.monotonic()
    results = asyncio.run(crawl())
    assert 1.0 <= time.monotonic() - started < 5
    assert [type(result) for result in results] == [StoreUnavailableError] * 45
    assert "posting 'job-00044' of acme was not stored" in str(results[44])
    engine.dispose()


def test_a_server_that_is_away_is_no_data_error(server: Server) -> None:
    engine = create_engine(server.url.replace("root@", "root:s3cret@"))
    server.kill()
    with pytest.raises(StoreUnavailableError, match="cannot be used now") as caught:
        upsert(engine, [posting(1)], NOON, reconnects=0)
    assert "s3cret" not in str(caught.value)
    assert caught.value.status == 503


def test_a_connection_that_was_lost_between_batches_is_made_anew(server: Server) -> None:
    engine = create_engine(server.url)
    schema.upgrade(engine)
    upsert(engine, [posting(1)], NOON)
    server.kill()
    server.start()
    server.wait()
    assert upsert(engine, [posting(1), posting(2)], NOON).new == 1
    engine.dispose()


ENDLESS = """
import sys
from itertools import count
from datetime import UTC, datetime
from jobspider.posting import Posting
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
now = datetime.now(UTC)
engine = create_engine(sys.argv[1])
for batch in count():
    rows = [{"source_id": f"{batch}-{n}", "url": "https://jobs.example/", "title": "x" * 200} for n in range(100)]
    upsert(engine, [Posting.from_raw(row, source="indeed", now=now) for row in rows], now)
    print(batch, flush=True)
"""


def test_a_writer_that_is_killed_leaves_whole_batches(database_url: str) -> None:
    engine = create_engine(database_url)
    schema.upgrade(engine)
    command = [sys.executable, "-c", ENDLESS, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        confirmed = [int(process.stdout.readline()) for _ in range(5)]
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        confirmed += [int(line) for line in process.stdout]
    time.sleep(0.3)  # MariaDB notices the lost connection and rolls back
    with engine.connect() as connection:
        stored = connection.execute(select(func.count()).select_from(postings)).scalar_one()
    assert stored % 100 == 0
    assert stored // 100 - len(confirmed) in (0, 1)
    engine.dispose()
