"""Given docs/tasks.md, when its commands are typed, then each works; and it names every outcome and setting."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from jobspider.config import Config
from jobspider.task import UrlOutcome
from tests.crawling import environment
from tests.serving import serving
from tests.tasking import new_database

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "tasks.md").read_text()
COMMANDS = [line for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]
JOBSPIDER = f"{sys.executable} -c 'from jobspider.cli import main; main()'"


@pytest.mark.servers
def test_every_command_of_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'guide.db'}"
    new_database(url)
    with serving(tmp_path, database_url=url) as api:
        for command in COMMANDS:
            typed = command.replace("http://127.0.0.1:8000", api.url).replace("jobspider keys", f"{JOBSPIDER} keys")
            ended = subprocess.run(
                typed,
                shell=True,
                cwd=tmp_path,
                env=environment(database_url=url),
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert ended.returncode == 0, f"{command}: {ended.stderr}{ended.stdout[:500]}"
            if command.startswith("TASK"):
                assert '"id":' in ended.stdout
    assert len(COMMANDS) == 6


def test_the_guide_names_every_outcome_and_setting() -> None:
    settings = [f"JOBSPIDER_{name.upper()}" for name in Config.model_fields if name.startswith("task_")]

    assert [name for name in (*UrlOutcome, *settings) if f"`{name}" not in GUIDE] == []
