"""A subprocess that ends with the `with` block that started it, by its pid, with all that it started itself."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import IO

STOP_SECONDS = 20


@contextmanager
def child(
    command: Sequence[str | Path], stdout: int | IO[bytes], stderr: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `command`; on leaving it is asked to end (SIGTERM), and killed after STOP_SECONDS.

    Ctrl-C on the terminal doesn't reach it, so that a server ends after those who need it.
    """
    with subprocess.Popen(  # noqa: S603  only our own callers
        command, stdout=stdout, stderr=stderr, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            _end(process)


@contextmanager
def family(
    command: Sequence[str | Path], environment: Mapping[str, str], folder: Path, output: int | IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `command` in a process group of its own; on leaving the whole group is asked to end, and killed after that.

    For programs as Scrapyd, whose own children live on when it ends. Ctrl-C on the terminal doesn't reach the group.
    """
    process = subprocess.Popen(  # noqa: S603  only our own callers
        command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=folder, start_new_session=True
    )
    with process:
        try:
            yield process
        finally:
            _end_group(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """The group's number stays its own as long as anybody is in it, and nothing is sent after it was seen empty."""
    deadline = monotonic() + STOP_SECONDS
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        while monotonic() < deadline:
            process.poll()  # takes its exit status, else it stays in its group
            os.killpg(process.pid, 0)
            sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
