"""A real Scrapyd node that lives as long as a `with` block, set up as scrapyd.conf says: for tests and `make nodes`."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from urllib.error import URLError
from urllib.request import HTTPBasicAuthHandler, HTTPPasswordMgrWithDefaultRealm, build_opener

import jobspider
from jobspider.sample.child import family
from jobspider.sample.servers import START_SECONDS, ServerStartError, free_port

ROOT = Path(jobspider.__file__).resolve().parent.parent
USER = "jobspider"


@contextmanager
def scrapyd_node(
    folder: Path,
    environment: Mapping[str, str],
    port: int = 0,
    password: str = "",
    settings: str = "jobspider.settings",
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A node whose files are in `folder`, which is made: its URL, with name and password, and its process.

    `environment`: variables of its crawls, JOBSPIDER_* and others; a relative path in them is relative to `folder`.
    `settings`: the module of Scrapy settings that its crawls use.
    """
    port, password = port or free_port(), password or token_hex(16)
    folder.mkdir(parents=True, exist_ok=True)
    write_configuration(folder, port, settings)
    own = {"SCRAPYD_USERNAME": USER, "SCRAPYD_PASSWORD": password, "SCRAPY_SETTINGS_MODULE": settings}
    everything = {**os.environ, **environment, **own}
    everything["PYTHONPATH"] = _with_root(everything.get("PYTHONPATH", ""))
    log = folder / "scrapyd.log"
    with log.open("ab") as output, family([sys.executable, "-m", "scrapyd"], everything, folder, output) as process:
        _wait(process, port, password, log)
        yield f"http://{USER}:{password}@127.0.0.1:{port}", process


def write_configuration(folder: Path, port: int, settings: str) -> None:
    """The project's scrapyd.conf, with this node's port, folders and settings."""
    configuration = ConfigParser()
    configuration.read_string((ROOT / "scrapyd.conf").read_text())
    configuration["scrapyd"]["http_port"] = str(port)
    for name in ("logs_dir", "eggs_dir", "dbs_dir"):
        configuration["scrapyd"][name] = name.removesuffix("_dir")
    configuration["settings"]["jobspider"] = settings
    with (folder / "scrapyd.conf").open("w") as file:
        configuration.write(file)


def _with_root(path: str) -> str:
    return os.pathsep.join(part for part in (str(ROOT), path) if part)


def _wait(process: subprocess.Popen[bytes], port: int, password: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port, password):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerStartError(f"Scrapyd did not come up: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.05)


def _answers(port: int, password: str) -> bool:
    address = f"http://127.0.0.1:{port}/daemonstatus.json"
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, address, USER, password)
    try:
        with build_opener(HTTPBasicAuthHandler(known)).open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
