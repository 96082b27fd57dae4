"""The `jobspider` command: every command is there, and costs no other one's imports."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from jobspider.cli import COMMANDS, app


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(command: str) -> None:
    ended = CliRunner().invoke(app, [command, "--help"])

    assert ended.exit_code == 0, ended.output
    assert f"{command} [OPTIONS]" in ended.output


def test_help_lists_all_commands() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output

    assert [command for command in COMMANDS if f"│ {command} " not in listed] == []


def test_a_command_that_is_not_there_is_refused() -> None:
    ended = CliRunner().invoke(app, ["no-such"])

    assert ended.exit_code == 2
    assert "No such command" in ended.output


def test_a_command_imports_no_other_one_s_modules() -> None:
    seen = "import sys, jobspider.cli; print(*(name for name in ('scrapy', 'fastapi', 'redis') if name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True).stdout.split() == []
