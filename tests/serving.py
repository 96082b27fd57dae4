"""`jobspider api` as a process, and asking it over a plain connection."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from jobspider.sample.child import child
from jobspider.sample.servers import free_port
from tests.crawling import environment

COMMAND = (sys.executable, "-c", "from jobspider.cli import main; main()")
START_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes
    cookies: tuple[str, ...] = ()
    """What it sets."""

    @cached_property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Api:
    """A running API."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request on a connection of its own; a body that is not bytes is sent as JSON."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body, sent = json.dumps(body).encode(), {"Content-Type": "application/json", **sent}
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read(), tuple(answer.headers.get_all("Set-Cookie") or ()))
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """One GET."""
        return self.ask("GET", path, **headers)


@contextmanager
def serving(folder: Path, *options: str, **settings: str) -> Iterator[Api]:
    """`jobspider api` on a free port until the block ends; its log is in `folder`."""
    port = free_port()
    log = folder / f"api-{port}.log"
    command = ["/usr/bin/env", *_variables(settings), *COMMAND, "api", "--port", str(port), *options]
    with log.open("wb") as output, child(command, stdout=output, stderr=subprocess.STDOUT) as process:
        api = Api(f"http://127.0.0.1:{port}", process, log)
        _wait(api)
        yield api


def _variables(settings: Mapping[str, str]) -> list[str]:
    return [
        f"{name}={value}" for name, value in environment(**settings).items() if name.startswith(("JOBS", "PYTHONP"))
    ]


def _wait(api: Api) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline and api.process.poll() is None:
        try:
            if api.get("/healthz").status == 200:
                return
        except (OSError, HTTPException):
            pass
        sleep(0.05)
    raise AssertionError(f"the API did not come up: {api.log.read_text()[-2000:]}")
