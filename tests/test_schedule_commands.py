"""Given a database, when people type `jobspider schedule …` and `jobspider runs`, then tables, and sentences."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner, Result

from jobspider.cli import app
from jobspider.store.engine import configured_engine
from jobspider.store.runs import close_node, close_run, open_node, open_run
from jobspider.store.transaction import transaction


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def added(*more: str) -> Result:
    return run("schedule", "add", "nurses", "--spider", "indeed", "--cron", "H 10 * * *", "-a", "query=nurse", *more)


def test_a_schedule_is_added_listed_changed_and_removed() -> None:
    assert re.fullmatch(
        r"The schedule nurses fires next: \S+T10:\d\d:00\+0[01]:00\n", added("--tz", "Europe/London").stdout
    )
    assert "query=nurse" in run("schedule", "list").stdout
    assert (
        "not before it is enabled" in run("schedule", "edit", "nurses", "--no-enabled", "-a", "location=Leeds").stdout
    )
    listed = run("schedule", "list").stdout
    assert "query=nurse location=Leeds" in listed
    assert "disabled" in listed
    assert "Europe/London" in listed
    assert run("schedule", "edit", "nurses", "--no-arguments", "--enabled").exit_code == 0
    assert "query=nurse" not in run("schedule", "list").stdout
    assert run("schedule", "remove", "nurses").stdout == "The schedule nurses is removed.\n"
    assert "nurses" not in run("schedule", "list").stdout


def test_firing_by_hand_prints_the_run_s_id_last_and_shows_in_the_list() -> None:
    added()
    fired = run("schedule", "fire", "nurses")
    assert re.fullmatch(r"nurses-\d{8}T\d{6}Z\n", fired.stdout)
    assert "JOBSPIDER_SCRAPYD_URLS is empty" in fired.stderr
    assert "the daemon" not in fired.stderr.lower().partition("a daemon")[0]  # no promise that nobody keeps
    assert "Z firing" in run("schedule", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["add", "nurses", "--spider", "indeed", "--cron", "@daily"], "there is a schedule nurses already"),
        (["add", "a b", "--spider", "indeed", "--cron", "@daily"], "The schedule's name 'a b' is not allowed"),
        (["add", "x", "--spider", "nobody", "--cron", "@daily"], "There is no spider nobody"),
        (["add", "x", "--spider", "indeed", "--cron", "* * *"], "has 3 fields"),
        (["add", "x", "--spider", "indeed", "--cron", "@daily", "--tz", "Mars"], 'no time zone "Mars"'),
        (["add", "x", "--spider", "indeed", "--cron", "@daily", "-a", "query"], 'has no "="'),
        (["add", "x", "--spider", "indeed", "--cron", "@daily", "-a", "run=1"], "The argument run is set by"),
        (["add", "x", "--spider", "indeed", "--cron", "@daily", "-a", "a b=1"], '"a b" is no name'),
        (["add", "x", "--spider", "indeed", "--cron", "@daily", "-a", "color=red"], "There is no argument 'color'"),
        (["add", "x", "--spider", "indeed", "--cron", "@daily", "-a", "pages=no"], "The argument pages must be"),
        (["edit", "nurses", "-a", "pages=-1"], "The argument pages must be"),
        (["edit", "nurses", "--cron", "61 * * * *"], '"61" is not allowed'),
        (["edit", "nobody"], "there is no schedule nobody"),
        (["remove", "nobody"], "there is no schedule nobody"),
        (["fire", "nobody"], "there is no schedule nobody"),
    ],
)
def test_what_is_wrong_is_a_sentence_on_stderr(arguments: list[str], named: str) -> None:
    added()
    refused = run("schedule", *arguments)
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("jobspider: ")
    assert named in refused.stderr


def test_the_daemon_without_nodes_says_what_to_set() -> None:
    assert "JOBSPIDER_SCRAPYD_URLS is empty" in str(run("schedule").exception)


def test_runs_are_listed_with_outcome_counts_and_nodes() -> None:
    run("schedule", "list")  # makes the database
    start = datetime.now(UTC) - timedelta(minutes=5)
    with transaction(configured_engine()) as connection:
        for number, name in enumerate(("first", "second")):
            open_run(connection, name, "indeed", {"query": "nurse"}, start + timedelta(seconds=number), False)
            open_node(connection, name, "node-1:7", start, "logs/first.log", name)
        close_node(connection, "first", "node-1:7", start, "partial", {"pages": 3, "postings": 44})
        close_run(connection, "first", start + timedelta(seconds=75), "partial", False, {"pages": 3, "postings": 44})

    listed = run("runs").stdout
    one = run("runs", "first").stdout

    assert listed.index("second") < listed.index("first")
    assert re.search(r"first .* indeed .* 0:01:15 .* partial .* 3 .* 44 .* node-1:7 partial", listed)
    assert re.search(r"second .* goes on .* node-1:7 works", listed)
    assert "logs/first.log" in one
    assert "{'query': 'nurse'}" in one
    assert "second" not in run("runs", "-n", "1", "--spider", "reed").stdout
    assert "there is no run third" in run("runs", "third").stderr
