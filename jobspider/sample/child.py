"""A subprocess that ends with the `with` block that started it, by its pid."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

STOP_SECONDS = 20


@contextmanager
def child(
    command: Sequence[str | Path], stdout: int | IO[bytes], stderr: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `command`; on leaving it is asked to end (SIGTERM), and killed after STOP_SECONDS."""
    with subprocess.Popen(command, stdout=stdout, stderr=stderr) as process:  # noqa: S603  only our own callers
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
