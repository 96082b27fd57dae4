"""The sample board as a subprocess, for tests, the demo and the benchmarks."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from select import select
from typing import IO, cast

from jobspider.errors import JobspiderError
from jobspider.sample.child import child
from jobspider.sample.options import Options
from jobspider.sample.server import READY

START_SECONDS = 20


class SampleBoardError(JobspiderError):
    """The sample board did not start; what it said itself stands on standard error."""


@contextmanager
def SampleBoard(**options: object) -> Iterator[str]:  # noqa: N802  reads as the thing that it starts
    """Runs a board on a free port and gives its base URL, without a slash at the end; ends it by its pid.

    The keywords are the fields of Options: `with SampleBoard(postings=300, fail_every=5) as url: …`
    """
    command = [sys.executable, "-m", "jobspider.sample", *_arguments(Options.model_validate(options))]
    with child(command, stdout=subprocess.PIPE) as process:
        yield _address(process)


def _arguments(options: Options) -> list[str]:
    given = options.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    switches = {f"--{name.replace('_', '-')}": value for name, value in given.items() if value is not False}
    return [switch if value is True else f"{switch}={value}" for switch, value in switches.items()]


def _address(process: subprocess.Popen[bytes]) -> str:
    output = cast("IO[bytes]", process.stdout)
    readable, _, _ = select([output], [], [], START_SECONDS)
    line = output.readline().decode() if readable else ""
    if not line.startswith(READY):
        raise SampleBoardError(
            f"the sample board did not say its address within {START_SECONDS} s: "
            "run `python -m jobspider.sample` to see why"
        )
    return line.removeprefix(READY).strip()
