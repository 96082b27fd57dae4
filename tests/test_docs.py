"""Given README and docs/, when they are read, then what they name is there: links, pages, commands, settings, files."""

import re
import shlex
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tomllib import loads

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from jobspider.boards.arguments import argument_names
from jobspider.cli import COMMANDS, app
from jobspider.config import OF_THE_DEPLOYMENT, Config
from jobspider.outcome import EXIT_CODES
from spiders.indeed import IndeedSpider
from tests.crawling import ROOT

PAGES = [ROOT / "README.md", ROOT / "deploy/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN_BY_COMMANDS = {ROOT / "docs/performance.md"}
"""Pages that a clone may lack: `make bench` writes this one."""
CRAWLING = (ROOT / "docs/crawling.md").read_text()
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"`((?:jobspider|spiders|pipelines|api|tests|docs|deploy|benchmarks|migrations)/[\w./-]*\w)`")
MADE_BY_READERS = {"spiders/example_careers.py", "spiders/practice.py"}
"""Files that somebody who follows a guide writes."""

each_page = pytest.mark.parametrize("guide", PAGES, ids=lambda guide: str(guide.relative_to(ROOT)))


@cache
def prose(page: Path) -> str:
    """The page without its blocks of code, where brackets and number signs mean other things."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)


@cache
def anchors(page: Path) -> set[str]:
    """What a heading is called in an address, as GitLab and GitHub call it."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(page: Path) -> list[tuple[Path, str]]:
    """The files that a page links to, each with the anchor, which may be empty."""
    found = [target.partition("#") for target in LINK.findall(prose(page)) if "://" not in target]
    return [((page.parent / path).resolve() if path else page, anchor) for path, _, anchor in found]


def shown(text: str) -> list[str]:
    """Commands of jobspider that a page shows: in blocks, alone or in a container, and in indented lines."""
    blocks = "".join(re.findall(r"^```(?:console|sh)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    indented = re.findall(r"^ {4}(?:\$ )?(jobspider .*)$", text, re.MULTILINE)
    return [*re.findall(r"^(?:docker exec .* )?(jobspider [a-z].*)$", blocks, re.MULTILINE), *indented]


def understood(line: str) -> None:
    """Reads a command line as `jobspider` does, and does nothing; raises UsageError for what it does not know."""
    command, words = get_command(app), shlex.split(line, comments=True)[1:]
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        found = command.get_command(typer.Context(command), words[0])
        assert found is not None, f"{line}: there is no {words[0]}"
        command, words = found, words[1:]
    command.make_context(line, words)


@each_page
def test_every_link_leads_somewhere(guide: Path) -> None:
    there = [(path, anchor) for path, anchor in links(guide) if path not in WRITTEN_BY_COMMANDS or path.exists()]

    assert [str(path) for path, _ in there if not path.exists()] == []
    assert [(path.name, anchor) for path, anchor in there if anchor and anchor not in anchors(path)] == []


def test_every_page_is_linked_in_the_readme() -> None:
    linked = {path for path, _ in links(ROOT / "README.md")}

    assert [page.name for page in (ROOT / "docs").glob("*.md") if page not in linked] == []


@each_page
def test_what_a_page_names_is_there(guide: Path) -> None:
    text = guide.read_text()
    settings = {f"JOBSPIDER_{name.upper()}" for name in Config.model_fields} | OF_THE_DEPLOYMENT
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert {path for path in NAMED_FILE.findall(text) if not (ROOT / path).exists()} <= MADE_BY_READERS
    assert set(re.findall(r"\b(JOBSPIDER_[A-Z_]*[A-Z])\b(?!_?…)", text)) - settings == set()
    assert set(re.findall(r"`make ([a-z-]+)", text)) - targets == set()
    assert set(re.findall(r"`jobspider ([a-z]+)", text)) - set(COMMANDS) == set()


@each_page
def test_every_command_of_jobspider_that_a_page_shows_is_understood(guide: Path) -> None:
    for line in shown(guide.read_text()):
        understood(re.sub(r" [>|] .*", "", line))


def test_the_guide_to_crawling_has_every_outcome_with_its_exit_code_and_every_argument() -> None:
    codes = {name: int(code) for code, name in re.findall(r"^\| (\d+) \| `(\w+)` \|", CRAWLING, re.MULTILINE)}

    assert codes == {str(outcome): code for outcome, code in EXIT_CODES.items()}
    assert [name for name in argument_names(IndeedSpider) if f"`{name}`" not in CRAWLING] == []


def test_the_readme_has_every_exit_code() -> None:
    readme = (ROOT / "README.md").read_text()

    named = {name: int(code) for code, name in re.findall(r"^\| (\d+) \| `(\w+)` \|", readme, re.MULTILINE)}
    named |= {name: int(code) for name, code in re.findall(r"`(\w+)` \((\d+)\)", readme)}
    assert named == {str(outcome): code for outcome, code in EXIT_CODES.items()}


def test_the_version_is_the_same_wherever_it_stands() -> None:
    stated = loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    changelog = re.findall(r"^## \[([\d.]+)\]", (ROOT / "docs/changelog.md").read_text(), re.MULTILINE)

    assert changelog[0] == stated
    assert set(re.findall(r":(\d+\.\d+\.\d+)", (ROOT / ".env.example").read_text())) == {stated}
    assert version("jobspider"), "what the user agent and /openapi.json show"


def test_there_are_as_many_spiders_as_the_guides_say() -> None:
    spiders = list((ROOT / "spiders").glob("[a-z]*.py"))

    assert len(spiders) == 18
    assert "Seventeen more sources" in (ROOT / "README.md").read_text()
    assert "Eighteen spiders" in CRAWLING
    assert "eighteen spiders" in (ROOT / "docs/changelog.md").read_text()
