"""Given the guides, when each command that they show is typed, then it works; each guide has a test that types them."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from jobspider.cli import app
from jobspider.config import config
from jobspider.outcome import EXIT_CODES, Outcome
from jobspider.store.engine import configured_engine
from jobspider.store.schema import prepare
from jobspider.tables import runs
from tests.crawling import ROOT, scrapy

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE = ("schedules", "planner", "closing", "pages", "api-operations", "operations", "cron")
ELSEWHERE = {
    "README.md": "test_readme.py",
    "docs/add-a-spider.md": "test_add_a_spider.py",
    "docs/alerts.md": "test_alerts_worker.py",
    "docs/api.md": "test_api_docs.py",
    "docs/crawling.md": "test_guides.py",
    "docs/deploy.md": "deploy/test_deploy.py",
    "docs/events.md": "test_events.py",
    "docs/identity.md": "test_jobs.py",
    "docs/skills.md": "test_store_skills.py",
    "docs/soak.md": "test_soak_audit.py",
    "docs/statistics.md": "test_etl_catch_up.py",
    "docs/tasks.md": "test_tasks_docs.py",
}
"""Which test types the commands of the other guides; of a soak, which takes minutes, only the audit is tested."""
TOO_LONG = ("jobspider api ", "jobspider backup ")
"""They serve until they are ended, or write to /backups: test_api_operations.py and test_backup.py run them."""


def commands(name: str) -> list[str]:
    """Command lines of `jobspider` in a guide, in blocks and in indented lines, without what they are to print."""
    text = (ROOT / "docs" / f"{name}.md").read_text()
    blocks = "\n".join(re.findall(r"^```(?:console|sh)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    indented = "\n".join(re.findall(r"^ {4}(?:\$ )?(.*)$", text, re.MULTILINE))
    found = re.findall(r"^jobspider [a-z].*$", f"{blocks}\n{indented}", re.MULTILINE)
    return [line for line in found if not line.startswith(TOO_LONG)]


@pytest.fixture
def things(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the guides' examples speak of: a run that has refused to close, an alert, a file of searches, a Redis."""
    monkeypatch.setenv("JOBSPIDER_REDIS_URL", redis_url)
    monkeypatch.setenv("JOBSPIDER_TASK_ALLOW", "127.0.0.0/8")
    config.cache_clear()
    engine = configured_engine()
    prepare(engine)
    row = {"id": "RUN", "spider": "indeed", "arguments": {}, "counts": {}, "robots_lifted": False}
    ended = {"started_at": NOON, "finished_at": NOON, "outcome": str(Outcome.OK), "closing": {"state": "refused"}}
    with engine.begin() as connection:
        connection.execute(insert(runs).values({**row, **ended, "complete": True}))
    typed("jobspider alerts add NAME --operations --to http://127.0.0.1:9/")
    file = tmp_path / "searches.csv"
    file.write_text("spider,query\nindeed,nurse\nindeed,welder\n")
    return file


def typed(line: str) -> str:
    """What a command prints; it has to end well."""
    ended = CliRunner().invoke(app, shlex.split(line, comments=True)[1:])
    assert ended.exit_code == 0, f"{line}: {ended.output}"
    return ended.output


def test_every_command_of_these_guides_works_as_it_stands(things: Path) -> None:
    said = {}
    for name in HERE:
        for line in commands(name):
            # Nothing is known of companies yet, and then the command says so by its exit code.
            if line != 'jobspider companies "Acme Ltd"':
                said[line] = typed(line.replace("searches.csv", str(things)))

    assert len(said) >= 25
    assert "Run RUN closed 0 postings" in said["jobspider postings close --run RUN --anyway"]
    assert "query=welder" in said["jobspider searches list"]
    (times,) = (said[line] for line in commands("cron"))
    assert times.splitlines() == re.findall(r"^ {4}(2\S+)$", (ROOT / "docs" / "cron.md").read_text(), re.MULTILINE)


def test_the_guide_to_crawling_begins_with_a_crawl(sample_board: str, tmp_path: Path) -> None:
    (line,) = re.findall(r"^ {4}scrapy (.*)$", (ROOT / "docs" / "crawling.md").read_text(), re.MULTILINE)

    ended = scrapy(*line.split(), "-a", f"base_url={sample_board}", database_url=f"sqlite:///{tmp_path / 'crawl.db'}")

    assert ended.code in {EXIT_CODES[Outcome.OK], EXIT_CODES[Outcome.OK_EMPTY]}, ended.err


def test_every_guide_with_commands_has_a_test_that_types_them() -> None:
    shown = re.compile(r"^```(?:console|sh)\n|^ {4}(?:\$ )?(?:jobspider|scrapy|make) ", re.MULTILINE)
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    with_commands = {str(page.relative_to(ROOT)) for page in pages if shown.search(page.read_text())}

    assert with_commands == {*ELSEWHERE, *(f"docs/{name}.md" for name in HERE)}
    assert [test for test in ELSEWHERE.values() if not (ROOT / "tests" / test).is_file()] == []
