"""Given a server that starts, when nobody has asked it for anything yet, then what few ask for takes no memory."""

import subprocess
import sys

import pytest

SELDOM = ("aiohttp", "apprise", "dateparser", "lxml", "nh3", "pyarrow", "rapidfuzz", "scrapy", "twisted", "xlsxwriter")
"""Together 55 MB; each is imported by what needs it."""


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Packages that the application imports."""
    program = "import sys, api.app; print(*{name.partition('.')[0] for name in sys.modules})"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(said.stdout.split())


@pytest.mark.parametrize("package", SELDOM)
def test_a_server_starts_without_what_few_ask_for(package: str, imported: set[str]) -> None:
    assert "fastapi" in imported
    assert package not in imported
