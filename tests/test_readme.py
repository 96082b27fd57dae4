"""The README, typed by a newcomer: a fresh clone, an empty home directory, every command in its order."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from jobspider.sample.process import SampleBoard
from jobspider.sample.servers import redis_server
from tests.crawling import ROOT

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git would give a newcomer, with what is not committed yet."""
    folder = tmp_path_factory.mktemp("clone") / "jobspider"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with nothing in it but a way to programs and to the package index."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_", "HTTP"))}
    python = str(Path(sys.base_prefix) / "bin")
    return {**kept, "HOME": str(tmp_path_factory.mktemp("home")), "PATH": f"{python}:/usr/local/bin:/usr/bin:/bin"}


def typed(command: str, clone: Path, home: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a command with the environment that `make demo` made, as after `. .venv/bin/activate`."""
    environment = {**home, "PATH": f"{clone / '.venv' / 'bin'}:{home['PATH']}"}
    return subprocess.run(
        command, shell=True, cwd=clone, env=environment, capture_output=True, text=True, timeout=500, check=False
    )


def test_make_demo_in_a_fresh_clone_finds_postings_and_says_where(clone: Path, home: dict[str, str]) -> None:
    assert COMMANDS[0] == "make demo"

    ended = typed("make demo", clone, home)

    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    assert "Outcome: ok" in ended.stderr
    assert "postings in sqlite:///jobspider.db" in ended.stdout
    assert (clone / "jobspider.db").exists()


def test_make_serve_answers_on_the_demo_s_data(clone: Path, home: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(clone / ".venv/bin/jobspider"), "api", "--port", str(port)]
    assert COMMANDS[1] == "make serve"
    assert "jobspider api" in (clone / "Makefile").read_text()

    with subprocess.Popen(command, cwd=clone, env=home, stderr=subprocess.DEVNULL) as server:
        try:
            body = b"".join(answers(f"http://127.0.0.1:{port}/postings?limit=1"))
        finally:
            server.terminate()

    assert b'"source":"indeed"' in body


def answers(url: str) -> Iterator[bytes]:
    """The answer, waited for two minutes at most: a busy machine compiles a fresh environment for long."""
    for _ in range(1200):
        try:
            with urlopen(url, timeout=5) as answer:
                yield answer.read()
                return
        except URLError:
            time.sleep(0.1)


def test_every_other_command_works_as_it_stands(clone: Path, home: dict[str, str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)  # the class, then its hook
    (clone / "spiders" / "example_careers.py").write_text("\n".join(blocks))
    with SampleBoard(postings=20, robots="allow") as board, redis_server() as redis:
        page = urlopen(f"{board}/tree/1", timeout=10).read()
        (clone / "saved-page.html").write_bytes(page)
        (clone / ".env").write_text(f"JOBSPIDER_DOWNLOAD_DELAY=0\nJOBSPIDER_REDIS_URL={redis}\n")
        for command in COMMANDS:
            if command in {"make demo", "make serve"}:  # both are run above
                continue
            # The one thing that differs from the README: the sites are far away, the sample board is here.
            far = f" -a base_url={board}" if command.startswith("scrapy crawl") else ""
            ended = typed(command + far, clone, home)
            assert ended.returncode == 0, f"{command}: {ended.stdout[-1000:]}{ended.stderr[-2000:]}"
    assert (clone / "tests" / "fixtures" / "example_careers").is_dir()
