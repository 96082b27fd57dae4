"""Real Redis and MariaDB servers that live as long as a `with` block: for tests, `make nodes` and benchmarks."""

import atexit
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree, which
from tempfile import TemporaryDirectory, mkdtemp

import pymysql
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from jobspider.errors import JobspiderError
from jobspider.sample.child import child

START_SECONDS = 30
SERVER_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
"""Where programs are looked for: servers often lie outside of an ordinary user's PATH."""
_SMALL = ("--innodb-log-file-size=16M", "--innodb-buffer-pool-size=64M")
_AS_ROOT = ("--user=root",) if os.geteuid() == 0 else ()  # mariadbd refuses root unless it is told so


class MissingServerError(JobspiderError):
    """A server's program is not installed; names the Debian package."""


class ServerStartError(JobspiderError):
    """A throwaway server did not come up; quotes what it logged last."""


@contextmanager
def redis_server(*args: str) -> Iterator[str]:
    """A Redis without persistence on a free loopback port: its URL. `args` are redis-server's and come last."""
    program = _program("redis-server", "redis-server")
    with TemporaryDirectory(prefix="jobspider-redis-") as folder:
        port = free_port()
        memory_only = ("--save", "", "--appendonly", "no")
        command = [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder, *memory_only, *args]
        with _server(command, Path(folder), lambda: _redis_answers(port)):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def mariadb_server(*args: str) -> Iterator[str]:
    """A MariaDB with an empty database `jobspider` on a free loopback port: its SQLAlchemy URL, root without password.

    `args` are mariadbd's and come last, e.g. `--innodb-flush-log-at-trx-commit=0` where speed counts more than safety.
    """
    program = _program("mariadbd", "mariadb-server")
    with TemporaryDirectory(prefix="jobspider-mariadb-") as folder:
        data = copytree(_initialised(), Path(folder, "data"))
        temporary = _temporary(folder)
        port = free_port()
        network = ("--skip-networking=0", "--bind-address=127.0.0.1", f"--port={port}", "--socket=mariadb.sock")
        command = [program, "--no-defaults", *_AS_ROOT, f"--datadir={data}", "--pid-file=mariadb.pid", temporary]
        with _server([*command, *network, *_SMALL, *args], Path(folder), lambda: _mariadb_answers(port)):
            yield f"mysql+pymysql://root@127.0.0.1:{port}/jobspider?charset=utf8mb4"


@cache
def _initialised() -> Path:
    """A fresh data directory to copy, made once in the life of this process and removed at its end."""
    program = _program("mariadb-install-db", "mariadb-server")
    folder = mkdtemp(prefix="jobspider-mariadb-template-")
    atexit.register(rmtree, folder, ignore_errors=True)
    data = Path(folder, "data")
    own = ("--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
    options = (*own, *_SMALL, "--debug-no-sync")
    command = [program, "--no-defaults", *_AS_ROOT, f"--datadir={data}", _temporary(folder), *options]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  found by name above
    if result.returncode:
        raise ServerStartError(f"mariadb-install-db ended with {result.returncode}: {result.stderr[-500:]}")
    return data


def _temporary(parent: str) -> str:
    """A place of its own for temporary tables: a server that starts clears the place, and /tmp is everybody's."""
    folder = Path(parent, "temporary")
    folder.mkdir()
    return f"--tmpdir={folder}"


def _program(name: str, package: str) -> str:
    found = which(name, path=SERVER_PATH)
    if found is None:
        raise MissingServerError(f"{name} is not installed: on Debian, `apt-get install {package}` brings it")
    return found


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _server(command: Sequence[str], folder: Path, answers: Callable[[], bool]) -> Iterator[None]:
    """Runs the server and waits until it answers."""
    log = folder / "log"
    with log.open("wb") as output, child(command, stdout=output, stderr=subprocess.STDOUT) as process:
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServerStartError(f"{command[0]} did not come up: {log.read_text(errors='replace')[-500:]}")
            time.sleep(0.02)
        yield


def _redis_answers(port: int) -> bool:
    with Redis(host="127.0.0.1", port=port, retry=Retry(NoBackoff(), 0)) as client:
        try:
            return bool(client.ping())
        except RedisError:
            return False


def _mariadb_answers(port: int) -> bool:
    """Also makes the database, which a new server doesn't have."""
    try:
        with pymysql.connect(host="127.0.0.1", port=port, user="root") as connection:
            connection.cursor().execute("CREATE DATABASE IF NOT EXISTS jobspider CHARACTER SET utf8mb4")
    except pymysql.OperationalError:
        return False
    return True
