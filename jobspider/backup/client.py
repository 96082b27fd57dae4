"""MariaDB's programs, which dump and read MySQL and MariaDB alike. Passwords reach them in a file, never as words."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from sqlalchemy.engine import URL

from jobspider.errors import BackupError

PACKAGE = "mariadb-client"


@contextmanager
def program(name: str, url: URL, *options: str, stdin: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Runs it on the URL's server. Raises BackupError with what it said, unless it ends well with the block."""
    found = which(name)
    if found is None:
        raise BackupError(f"{name} is not installed: on Debian, `apt-get install {PACKAGE}` brings it")
    with TemporaryDirectory(prefix="jobspider-backup-") as folder, TemporaryFile() as said:
        command = [found, f"--defaults-extra-file={_defaults(url, Path(folder))}", *options]
        with subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=said) as process:  # noqa: S603
            try:
                yield process
            except BaseException:
                process.kill()
                raise
            _close(process.stdin)
            if process.wait() != 0:
                raise BackupError(f"{name} ended with {process.returncode}: {_last_words(said)}")


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except BrokenPipeError:
            return  # the program has ended; its exit code says why


def _last_words(said: IO[bytes]) -> str:
    said.seek(0)
    lines: Sequence[str] = said.read(65_536).decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _defaults(url: URL, folder: Path) -> Path:
    """A file that only we can read, in a folder that only we can enter."""
    options: dict[str, object] = {"host": url.host, "port": url.port, "user": url.username, "password": url.password}
    options |= {"ssl-ca": url.query.get("ssl_ca"), "socket": url.query.get("unix_socket")}
    lines = [f"{name}={_quoted(str(value))}" for name, value in options.items() if value is not None]
    file = folder / "client.cnf"
    file.touch(0o600)
    file.write_text("\n".join(["[client]", *lines, ""]))
    return file


def _quoted(value: str) -> str:
    """As option files write texts. Raises BackupError for one that they cannot hold."""
    mark = "'" if '"' in value else '"'
    if mark in value or "\n" in value:
        raise BackupError(
            "the name or password of JOBSPIDER_DATABASE_URL has both ' and \", or a line end: take another"
        )
    return mark + value.replace("\\", "\\\\") + mark
