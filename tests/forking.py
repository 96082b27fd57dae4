"""Commands of the project as forks of one process that has imported their modules.

A command's start takes a second of CPU, nearly all of it for imports, and the tests start hundreds. A fork has the
modules and nothing else: it reads its settings, finds its spiders and installs its reactor itself. Servers, and what
a test kills or stops, are processes from their beginning.
"""

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.preloaded"])


def forked(command: tuple[str, ...], cwd: str, variables: Mapping[str, str], seconds: float) -> tuple[int, str, str]:
    """Runs `scrapy …` or `jobspider …` to its end: its exit code, and what it wrote to each output."""
    with TemporaryDirectory(prefix="jobspider-fork-") as folder:
        outputs = Path(folder, "out"), Path(folder, "err")
        process = FORKS.Process(target=_become, args=(command, cwd, dict(variables), outputs))
        process.start()
        process.join(seconds)
        if process.is_alive():
            process.kill()
            process.join()
            raise TimeoutExpired(command, seconds, *(each.read_bytes() for each in outputs))
        code = process.exitcode
        process.close()
        assert code is not None
        out, err = (each.read_text() for each in outputs)
        return code, out, err


def _become(command: tuple[str, ...], cwd: str, variables: dict[str, str], outputs: tuple[Path, Path]) -> None:
    """The command, with its variables, folder and outputs, in this process."""
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(cwd)
    sys.path[:0] = [cwd, *variables["PYTHONPATH"].split(":")]
    for descriptor, output in enumerate(outputs, start=1):
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    sys.argv = list(command)
    _main(command[0])


def _main(program: str) -> None:
    if program == "scrapy":
        from scrapy.cmdline import execute

        execute()
    else:
        from jobspider.cli import main

        main()
