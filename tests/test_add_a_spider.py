"""docs/add-a-spider.md, followed by a newcomer: every command in its order, on the sample board."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest

from jobspider.boards.catalogue import board_classes
from jobspider.boards_doc import lines, written_attributes
from jobspider.commands import _template
from jobspider.config import Config
from jobspider.sample.process import SampleBoard
from tests.crawling import ROOT

GUIDE = (ROOT / "docs" / "add-a-spider.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
NO_POSTING = {
    "scrapy page http://127.0.0.1:8899/careers",
    "scrapy page --spider practice http://127.0.0.1:8899/careers",
}
"""Commands of which the guide says that they exit with 1."""
GREENHOUSE = (ROOT / "tests" / "fixtures" / "greenhouse" / "board" / "page.json").read_bytes()


class Greenhouse(BaseHTTPRequestHandler):
    """Answers every list with the same employer's."""

    def do_GET(self) -> None:
        """No robots.txt; a list for all else."""
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.end_headers()
        self.wfile.write(GREENHOUSE)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def greenhouse() -> Iterator[str]:
    """A server that answers like Greenhouse: its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Greenhouse) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout in which files can be added."""
    for name in ("scrapy.cfg", "pyproject.toml", "jobspider", "pipelines", "migrations", "alembic.ini"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "spiders", tmp_path / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    for module in (ROOT / "tests").glob("*.py"):  # conftest.py needs some of them
        shutil.copy(module, tmp_path / "tests")
    (tmp_path / "employers.txt").write_text("acme  # the first\nexample\n")
    return tmp_path


def typed(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command as in an activated environment."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    mine = {"PATH": path, "PYTHONPATH": str(project), "JOBSPIDER_DOWNLOAD_DELAY": "0", "CI": ""}
    mine["JOBSPIDER_DATABASE_URL"] = "sqlite:///jobspider.db"
    return subprocess.run(
        command,
        shell=True,
        cwd=project,
        env={**os.environ, **mine},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.servers
def test_every_command_of_the_guide_does_what_it_says(project: Path) -> None:
    spider = project / "spiders" / "practice.py"
    said = ""
    with SampleBoard(postings=60, robots="allow") as board, greenhouse() as api:
        page = urlopen(f"{board}/careers", timeout=10).read().decode()
        job = re.findall(r'href="/careers/([^"?]+)"', page)[0]

        def here(text: str) -> str:
            return text.replace("http://127.0.0.1:8899", board).replace("/JOB", f"/{job}")

        for kind, text in BLOCKS:
            if kind == "console":
                command = text.strip()
                said = ""
                for line in command.splitlines():
                    there = f" -a base_url={api}" if "crawl greenhouse" in line else ""
                    ended = typed(here(line) + there, project)
                    assert ended.returncode == (1 if line in NO_POSTING else 0), f"{line}: {ended.stdout}{ended.stderr}"
                    said += ended.stdout + ended.stderr
            elif kind == "output":
                assert all(line in said for line in here(text).splitlines()), said
            elif kind == "python":
                spider.write_text(here(text))
    assert (project / "tests" / "fixtures" / "practice" / "one-job" / "postings.jsonl").read_text().count("\n") == 1
    assert 'employers = "acme"' in (project / "spiders" / "acme.py").read_text()


def test_the_example_has_15_lines_at_most() -> None:
    example = next(text for kind, text in BLOCKS if kind == "python")

    assert len(example.splitlines()) <= 15


def test_every_board_is_in_the_guide_and_every_setting_that_it_names_exists() -> None:
    assert [board for board in _template.boards() if f"`{board}`" not in GUIDE] == []
    named = set(re.findall(r"JOBSPIDER_([A-Z_]+)", GUIDE))
    assert named <= {field.upper() for field in Config.model_fields}


def test_the_boards_page_is_the_code() -> None:
    assert (ROOT / "docs" / "boards.md").read_text().splitlines() == list(lines()), (
        "python -m jobspider.boards_doc > docs/boards.md"
    )


@pytest.mark.parametrize("name", sorted(board_classes()))
def test_every_attribute_of_a_board_is_on_the_boards_page(name: str) -> None:
    page = (ROOT / "docs" / "boards.md").read_text()
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]

    assert [
        attribute for attribute in written_attributes(board_classes()[name]) if f"`{attribute}`" not in section
    ] == []


def test_the_files_that_the_guide_links_to_are_there() -> None:
    links = re.findall(r"\]\(([\w./-]+)\)", GUIDE)

    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
