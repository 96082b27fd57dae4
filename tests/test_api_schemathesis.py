"""Given the OpenAPI document, when schemathesis asks what it allows and what it doesn't, then it finds nothing.

Few examples of each operation, the same ones each time; `make fuzz` sets FUZZ_EXAMPLES and FUZZ_SEED to look for more.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served_data import fill
from tests.serving import serving

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "3")
SEED = ("--seed", os.environ.get("FUZZ_SEED", "1"))


@pytest.mark.servers
@pytest.mark.timeout(1200)
def test_schemathesis_finds_nothing(database_url: str, tmp_path: Path) -> None:
    key = fill(database_url)
    with serving(tmp_path, database_url=database_url, api_read="key") as api:
        program = str(Path(sys.executable).with_name("schemathesis"))
        options = (
            "--checks",
            "all",
            "--max-examples",
            EXAMPLES,
            *SEED,
            "--no-color",
            "-H",
            f"Authorization: Bearer {key}",
        )
        command = [program, "run", f"{api.url}/openapi.json", *options]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=1100, check=False)

        assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-1000:]
        assert "Traceback" not in api.log.read_text()
