"""`jobspider health`: given saved cases and what crawls left in the database, then what is wrong, in one table."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobspider.cli import app
from jobspider.cli.health import run_faults
from jobspider.records import Run
from jobspider.search.health import Crawled, Shares
from tests.crawling import jobspider, scrapy
from tests.web import web

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
USUAL = Shares(100, {"pay": 0.6, "place": 1.0, "date": 0.0})
RUN = Run(
    id="r",
    spider="x",
    arguments={},
    started_at=NOW,
    finished_at=NOW,
    outcome="ok",
    complete=True,
    counts={},
    processes=[],
)


def test_every_spider_of_the_project_is_sound() -> None:
    ended = CliRunner().invoke(app, ["health", "--json", "--cases", str(FIXTURES)])

    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.exit_code == 0, ended.stdout
    assert {each["spider"]: each["wrong"] for each in found}["indeed"] == []
    # Tasks read pages of any site with any board: they have no page of their own.
    assert all(each["cases"] for each in found if each["spider"] != "task")
    assert next(each["policy"] for each in found if each["spider"] == "indeed") == "robots honoured"


def test_a_case_that_is_read_otherwise_is_named_with_its_fields(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "remotive", tmp_path / "remotive")
    file = next((tmp_path / "remotive").glob("*/postings.jsonl"))
    first, *others = file.read_text().splitlines()
    changed = {**json.loads(first), "title": "Another"}
    file.write_text("\n".join([json.dumps(changed), *others]))

    ended = CliRunner().invoke(app, ["health", "--cases", str(tmp_path)])

    assert ended.exit_code == 1
    assert f"case {file.parent.name}: differs in title" in ended.stdout


@pytest.mark.parametrize(
    ("outcome", "stated", "wrong"),
    [
        ("ok", {"pay": 0.5, "place": 0.9, "date": 0.0}, []),
        ("ok", {"pay": 0.1, "place": 0.9, "date": 0.0}, ["pay has vanished"]),
        ("schema_changed", {"pay": 0.6, "place": 1.0, "date": 0.0}, ["outcome schema_changed"]),
    ],
)
def test_bad_outcomes_and_facts_that_vanish_are_wrong(outcome: str, stated: dict[str, float], wrong: list[str]) -> None:
    known = Crawled(RUN.model_copy(update={"outcome": outcome}), 10, Shares(20, stated), USUAL)

    assert run_faults(known) == wrong


def test_few_postings_prove_nothing() -> None:
    known = Crawled(RUN, 3, Shares(3, {"pay": 0.0, "place": 0.0, "date": 0.0}), USUAL)

    assert run_faults(known) == []
    assert replace(known, run=None).vanished == []


def listing(number: int, paid: bool) -> bytes:
    """An API's list of twelve jobs, with or without their places."""
    jobs = [
        {
            "slug": f"job-{number}-{n}",
            "url": f"https://www.arbeitnow.com/jobs/{number}-{n}",
            "title": "Analyst",
            "location": "Berlin" if paid else None,
        }
        for n in range(12)
    ]
    return json.dumps({"data": jobs, "links": {}}).encode()


@pytest.mark.servers
def test_a_fact_that_a_second_crawl_has_lost_is_told_and_the_site_is_asked_when_wished() -> None:
    pages = [listing(1, True)]
    with web(lambda _: (200, {"Content-Type": "application/json"}, pages[0])) as site:
        crawls = [scrapy("crawl", "arbeitnow", "-a", f"base_url={site.url}")]
        sound = jobspider("health", "--spider", "arbeitnow")
        pages[0] = listing(2, False)
        crawls.append(scrapy("crawl", "arbeitnow", "-a", f"base_url={site.url}"))
        asked = len(site.requests)
        live = jobspider("health", "--live", "--json", "--spider", "arbeitnow", "--spider", "reed", "--spider", "lever")
        pages[0] = b"<html>Sorry</html>"
        changed = jobspider("health", "--live", "--spider", "arbeitnow")

        assert [crawl.code for crawl in crawls] == [0, 0]
        assert sound.code == 0, sound.out
        assert live.code == 1, live.err
        found = {row["spider"]: row for row in map(json.loads, live.out.splitlines())}
        assert found["arbeitnow"]["wrong"] == ["place has vanished"]
        assert found["arbeitnow"]["live"] == "12 postings, 0 links"
        assert found["arbeitnow"]["usual_shares"]["place"] == 1.0
        assert "JOBSPIDER_REED_API_KEY" in found["reed"]["live"]  # nobody is asked without a key, nor without employers
        assert found["lever"]["live"].startswith("not asked: ")
        assert (found["reed"]["wrong"], found["lever"]["wrong"]) == ([], [])
        assert len(site.requests) == asked + 2
        assert site.robots == 4
        assert changed.code == 1
        assert "did not answer with JSON" in changed.out
    refused = jobspider("health", "--spider", "nosuch")
    assert refused.code == 2
    assert "there is no spider nosuch" in refused.err
