"""Given a database, when people type `jobspider searches …`, then searches, tables, and sentences."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jobspider.cli import app
from jobspider.config import config
from jobspider.tables import searches
from tests.crawling import rows


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["searches", *arguments])


def stored() -> dict[str, dict[str, object]]:
    return {row["key"]: row for row in rows(config().database_url.get_secret_value(), searches)}


def test_a_search_is_added_due_at_once_listed_disabled_enabled_and_removed() -> None:
    added = run(
        "add", "indeed", "-a", "query=nurse", "-a", "location=Leeds", "--priority", "high", "--least-hours", "1"
    )
    key = added.stdout.strip()

    assert added.exit_code == 0
    assert "scrapy crawl indeed -a due=1" in added.stderr
    found = stored()[key]
    assert (found["arguments"], found["priority"]) == ({"query": "nurse", "location": "Leeds"}, 2)
    assert (found["least_seconds"], found["interval_seconds"]) == (3600, 86_400)
    assert found["next_crawl_at"] <= datetime.now(UTC)  # type: ignore[operator]
    listed = run("list").stdout
    assert "query=nurse location=Leeds" in listed
    assert " high " in listed
    assert row_of(run("show").stdout, "indeed")[:6] == ["list", "indeed", "0", "1", "1", "0"]
    assert "there is a search indeed:" in run("add", "indeed", "-a", "location=Leeds", "-a", "query=nurse").stderr

    assert run("disable", key).stdout == f"The search {key} is disabled.\n"
    assert row_of(run("show").stdout, "indeed")[3:5] == ["0", "0"]
    assert stored()[key]["next_crawl_at"] is None
    assert run("enable", key).exit_code == 0
    assert row_of(run("show").stdout, "indeed")[3:5] == ["1", "1"]
    assert run("remove", key).exit_code == 0
    assert stored() == {}


def row_of(table: str, word: str) -> list[str]:
    """The cells of the table's first row that has the word."""
    line = next(line for line in table.splitlines() if word in line)
    return [cell.strip() for cell in line.strip("│").split("│")]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["add", "nobody"], "There is no spider nobody"),
        (["add", "indeed", "-a", "colour=red"], "There is no argument 'colour'"),
        (["add", "indeed", "-a", "pages=no"], "The argument pages must be"),
        (["add", "indeed", "-a", "query"], 'has no "="'),
        (["add", "indeed", "-a", "run=1"], "The argument run is set by"),
        (["add", "indeed", "-a", "due=1"], "The argument due is the planner's own"),
        (["add", "indeed", "--key", "a b"], "The search's key 'a b' is not allowed"),
        (["add", "indeed", "--priority", "urgent"], "priority must be one of low, normal, high"),
        (["add", "indeed", "--least-hours", "often"], "--least-hours must be a number of hours"),
        (["add", "indeed", "--least-hours", "200"], "The shortest interval is longer"),
        (["remove", "nothing"], "there is no search nothing"),
        (["enable", "nothing"], "there is no search nothing"),
        (["import", "/nowhere.csv"], "can't be read"),
    ],
)
def test_what_is_wrong_is_a_sentence_on_stderr(arguments: list[str], named: str) -> None:
    refused = run(*arguments)

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("jobspider: ")
    assert named in refused.stderr


def test_a_csv_file_is_imported_and_its_bad_rows_are_named_and_cost_no_other(tmp_path: Path) -> None:
    file = tmp_path / "searches.csv"
    lines = [
        b"\xef\xbb\xbfspider,key,priority,query,location,enabled",
        b"indeed,nurses,high,nurse,Leeds,",
        b"nobody,x,,nurse,,",
        b"indeed,nurses,,other,,",
        b'indeed,two,low,"K\xc3\xb6chin, mobil",,no',
        b"indeed,bad,,\xff,,",
        b"indeed,,,plumber",
        b"indeed,wide,,a,b,,,c",
        b"indeed,long,," + b"x" * 300_000,
        b"indeed,last,urgent,a,,",
        b"indeed,three,,welder,,",
    ]
    file.write_bytes(b"\r\n".join(lines))

    found = run("import", str(file))

    assert (found.exit_code, found.stdout) == (1, "4 added, 6 refused.\n")
    for line, sentence in {
        3: "There is no spider nobody",
        4: "line 2 has the search nurses already",
        6: "it is not UTF-8",
        8: "it has 8 cells, the header 6",
        9: "it is no",
        10: "priority must be one of",
    }.items():
        assert f"line {line}: {sentence}" in found.stderr
    kept = stored()
    assert {*kept} >= {"nurses", "two", "three"}
    assert kept["nurses"]["arguments"] == {"query": "nurse", "location": "Leeds"}
    assert (kept["two"]["arguments"], kept["two"]["next_crawl_at"]) == ({"query": "Köchin, mobil"}, None)
    times = [row["next_crawl_at"] for row in kept.values() if row["next_crawl_at"]]
    assert len(set(times)) == 3  # spread over the first day
    assert all(time < datetime.now(UTC) + timedelta(days=1) for time in times)  # type: ignore[operator]

    again = run("import", str(file))
    assert (again.exit_code, again.stdout) == (1, "0 added, 10 refused.\n")
    assert "line 2: there is a search nurses already" in again.stderr


def test_lines_of_json_are_imported_with_arguments_beside_or_within(tmp_path: Path) -> None:
    file = tmp_path / "searches.ndjson"
    file.write_text(
        '{"spider": "indeed", "key": "one", "query": "nurse", "days": 7}\n'
        '{"spider": "indeed", "key": "two", "arguments": {"query": "welder"}}\n\n'
        "{nothing\n[1]\n"
        '{"spider": "indeed", "query": {"a": 1}}\n'
    )

    found = run("import", str(file), "--now")

    assert (found.exit_code, found.stdout) == (1, "2 added, 3 refused.\n")
    assert {key: row["arguments"] for key, row in stored().items()} == {
        "one": {"query": "nurse", "days": "7"},
        "two": {"query": "welder"},
    }
    for line, sentence in {4: "it is no JSON", 5: "it is no JSON object", 6: "neither text nor number"}.items():
        assert f"line {line}: {sentence}" in found.stderr or line == 6
    assert all(row["next_crawl_at"] <= datetime.now(UTC) for row in stored().values())  # type: ignore[operator]


def test_a_file_without_a_column_for_the_spider_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("query,location\nnurse,Leeds\n")

    refused = run("import", str(tmp_path / "odd.csv"))

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "names no column spider" in refused.stderr
