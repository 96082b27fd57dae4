"""ScrapydWeb for nodes on this machine, from the virtual environment of its own that `make nodes` makes."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from jobspider.sample.child import family
from jobspider.sample.scrapyd_node import ROOT, USER
from jobspider.sample.servers import START_SECONDS, ServerStartError

PROGRAMS = ROOT / ".venv-scrapydweb" / "bin"
SETTINGS = ROOT / "deploy" / "scrapydweb"
PARSE_SECONDS = "10"


def is_installed(programs: Path = PROGRAMS) -> bool:
    """Whether there is a ScrapydWeb to start."""
    return (programs / "scrapydweb").exists()


@contextmanager
def scrapydweb(  # noqa: PLR0913, PLR0917  what it is told
    folder: Path, urls: Sequence[str], logs: Sequence[Path], port: int, password: str, programs: Path = PROGRAMS
) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """ScrapydWeb for the nodes of `urls`, and a log parser for each of `logs`: its address, process and log."""
    folder.mkdir(parents=True, exist_ok=True)
    own = {"SCRAPYDWEB_USERNAME": USER, "SCRAPYDWEB_PASSWORD": password, "SCRAPYDWEB_PORT": str(port)}
    environment = {**os.environ, **own, "JOBSPIDER_SCRAPYD_URLS": ",".join(urls), "DATA_PATH": str(folder / "data")}
    environment.pop("PYTHONPATH", None)  # its libraries are older than ours
    with ExitStack() as opened:
        log = folder / "scrapydweb.log"
        log.touch(mode=0o600)
        output = opened.enter_context(log.open("wb"))
        for place in logs:
            place.mkdir(parents=True, exist_ok=True)  # Scrapyd makes it with the first job; a parser without it ends
            parser: list[str | Path] = [programs / "logparser", "-dir", place, "-t", PARSE_SECONDS, "--disable_telnet"]
            opened.enter_context(family(parser, environment, folder, output))
        process = opened.enter_context(family([programs / "scrapydweb"], environment, SETTINGS, output))
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}", process, log


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _asks_for_login(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerStartError(f"ScrapydWeb did not come up: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.1)


def _asks_for_login(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            return False
    except HTTPError as error:
        return error.code == 401
    except (URLError, OSError):
        return False
