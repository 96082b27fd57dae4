"""Redis and MariaDB as a service has them: what they have confirmed survives kill -9, and the disk can fill up."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which

import pymysql
from redis import Redis
from redis.exceptions import RedisError

from benchmarks.soak.ports import lasting_port
from benchmarks.soak.program import Program
from jobspider.sample.servers import SERVER_PATH, MissingServerError

AS_ROOT = ("--user=root",) if os.geteuid() == 0 else ()
SMALL = ("--innodb-log-file-size=16M", "--innodb-buffer-pool-size=128M")


def redis_program(folder: Path) -> tuple[Program, int]:
    """A Redis whose append-only file is on the disk before it answers (`appendfsync always`), and its port."""
    port, home = lasting_port(), folder / "redis"
    home.mkdir()
    durable = ("--appendonly", "yes", "--appendfsync", "always", "--save", "")
    command = [_installed("redis-server"), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(home), *durable]
    policy = ("--maxmemory-policy", "noeviction")
    return Program("redis", [*command, *policy], {}, home, folder / "redis.log", lambda: redis_answers(port)), port


def redis_answers(port: int) -> bool:
    """Whether it has read its file and takes commands."""
    with suppress(RedisError), Redis(port=port, socket_timeout=2, socket_connect_timeout=2) as client:
        return bool(client.ping())
    return False


def mariadb_program(folder: Path, data: Path) -> tuple[Program, int]:
    """A MariaDB with its data in `data`, which flushes each commit (its default), and its port."""
    options = ("--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", *SMALL)
    install = [_installed("mariadb-install-db"), "--no-defaults", *AS_ROOT, f"--datadir={data}", *options]
    subprocess.run(install, check=True, capture_output=True)
    port, home = lasting_port(), folder / "mariadb"
    home.mkdir()
    network = ("--bind-address=127.0.0.1", f"--port={port}", "--socket=mariadb.sock", f"--tmpdir={home}")
    command = [_installed("mariadbd"), "--no-defaults", *AS_ROOT, f"--datadir={data}", *SMALL, *network]
    more = ("--pid-file=mariadb.pid", "--max-connections=300")
    answers = lambda: mariadb_answers(port)  # noqa: E731
    return Program("mariadb", [*command, *more], {}, home, folder / "mariadb.log", answers), port


def mariadb_answers(port: int) -> bool:
    """Whether it can be used; also makes the database, which a new server doesn't have."""
    try:
        with pymysql.connect(host="127.0.0.1", port=port, user="root", connect_timeout=2) as connection:
            connection.cursor().execute("CREATE DATABASE IF NOT EXISTS jobspider CHARACTER SET utf8mb4")
    except pymysql.Error:
        return False
    return True


def _installed(name: str) -> str:
    found = which(name, path=SERVER_PATH)
    if found is None:
        raise MissingServerError(f"{name} is not installed: `make servers` installs it on Debian and Ubuntu, as root")
    return found


class Disk:
    """Where MariaDB's data is: a small file system of its own that can be filled, where one may be mounted."""

    def __init__(self, folder: Path, mounted: bool) -> None:
        self.folder = folder
        self.can_fill = mounted
        self._ballast = folder / "ballast"

    @property
    def data(self) -> Path:
        """MariaDB's folder."""
        return self.folder / "data"

    def fill(self) -> None:
        """Takes all the space that is left."""
        with suppress(OSError), self._ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(65_536))

    def free(self) -> None:
        """Gives it back."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def disk(folder: Path, mebibytes: int) -> Iterator[Disk]:
    """A file system in memory; an ordinary folder, whose disk nobody fills, for users who may not mount."""
    place = folder / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "soak", str(place)]
    mounted = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield Disk(place, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(place)], check=False, capture_output=True)
