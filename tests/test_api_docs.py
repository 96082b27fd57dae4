"""Given docs/api.md, when its commands are typed, then each works; and it names every parameter of a search."""

import re
import subprocess
from pathlib import Path

import pytest

from jobspider.search.filters import PostingFilter, Sort
from tests.searching import searchable
from tests.serving import serving

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "api.md").read_text()
COMMANDS = [line for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]
ADDRESS = "http://127.0.0.1:8000"


@pytest.mark.servers
def test_every_command_of_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'guide.db'}"
    with searchable(url), serving(tmp_path, database_url=url) as api:
        for command in COMMANDS:
            typed = command.replace(ADDRESS, api.url)
            ended = subprocess.run(typed, shell=True, cwd=tmp_path, capture_output=True, timeout=60, check=False)
            assert ended.returncode == 0, f"{command}: {ended.stderr.decode()}{ended.stdout.decode()[:500]}"
    assert len(COMMANDS) > 15
    assert (tmp_path / "postings.parquet").read_bytes()[:4] == b"PAR1"


def test_the_guide_names_every_parameter_and_order() -> None:
    missing = [
        name for name in (*PostingFilter.model_fields, *Sort) if f"`{name}`" not in GUIDE and f"={name}" not in GUIDE
    ]

    assert missing == []
