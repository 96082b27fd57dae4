"""Given a schedule on the command line, when `schedule next` runs, then times on stdout or a sentence on stderr."""

from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner, Result

from jobspider.cli.schedule import schedule_app

app = typer.Typer()
app.add_typer(schedule_app, name="schedule")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["schedule", "next", *arguments])


def test_the_next_times_are_printed_one_a_line() -> None:
    result = run("0 12 * * *", "--tz", "Asia/Taipei", "-n", "2", "--after", "2026-05-01T12:00")
    assert result.exit_code == 0
    assert result.stdout == "2026-05-02T12:00:00+08:00\n2026-05-03T12:00:00+08:00\n"
    assert result.stderr == ""


def test_without_a_start_the_times_are_the_next_from_now() -> None:
    before = datetime.now(UTC)
    times = [
        datetime.fromisoformat(line)
        for line in run("H 10 * * *", "--key", "indeed", "--tz", "Europe/London").stdout.splitlines()
    ]
    assert [time.hour for time in times] == [10, 10, 10]
    assert len({time.minute for time in times}) == 1
    assert before < times[0] <= before + timedelta(hours=25)


def test_a_start_may_have_an_offset() -> None:
    result = run("0 * * * *", "--tz", "Europe/London", "-n", "1", "--after", "2026-05-01T12:30:00+08:00")
    assert result.stdout == "2026-05-01T06:00:00+01:00\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["75 * * * *"], '"75" is not allowed'),
        (["H * * * *"], "needs the schedule's key"),
        (["0 0 31 2 *"], "never fires"),
        (["0 * * * *", "--tz", "Europe/Londn"], 'no time zone "Europe/Londn"'),
        (["0 * * * *", "--tz", "Europe"], 'no time zone "Europe"'),
        (["0 * * * *", "--tz", "../zone"], 'no time zone "../zone"'),
        (["0 * * * *", "--tz", ""], 'no time zone ""'),
        (["0 * * * *", "--after", "tomorrow"], '"tomorrow" cannot be read'),
        (["0 * * * *", "--after", "9999-12-31T23:59:59-08:00", "--tz", "Asia/Taipei"], "cannot be read"),
        (["0 * * * *", "--after", "9998-12-31"], "too far away"),
    ],
)
def test_wrong_input_is_a_sentence_on_stderr(arguments: list[str], named: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("jobspider: ")
    assert named in result.stderr


@pytest.mark.parametrize("arguments", [[], ["0 * * * *", "-n", "0"], ["0 * * * *", "-n", "many"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
