"""`scrapy crawl indeed`, run as a person runs it, against the sample board."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from jobspider.outcome import EXIT_CODES, Outcome
from jobspider.sample.process import SampleBoard
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.tables import posting_versions
from tests.crawling import content, environment, last_run, rows, scrapy, scrapy_command, sites

pytestmark = pytest.mark.servers

BRIEF_PAGES = 10


@pytest.fixture
def url() -> str:
    """The test's own SQLite database."""
    return os.environ["JOBSPIDER_DATABASE_URL"]


def requests_of(log: Path) -> list[str]:
    """Paths in the order in which the board was asked for them."""
    return [json.loads(line)["path"] for line in log.read_text().splitlines()]


def test_the_brief_is_crawled_into_the_database_and_the_run_is_recorded(url: str, tmp_path: Path) -> None:
    with SampleBoard(log=tmp_path / "log") as board:
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}")

    assert ended.code == 0, ended.err
    assert "Outcome: ok" in ended.err
    found = rows(url)
    assert 100 <= len(found) <= 150
    assert all(row["title"] and row["company"] and row["locality"] == "London" for row in found)
    assert all(row["url"] == f"{board}/viewjob?jk={row['source_id']}" for row in found)
    assert all("FULL_TIME" in row["employment_type"] for row in found)
    run = last_run(url)
    assert (run["spider"], run["outcome"], run["complete"]) == ("indeed", "ok", True)
    assert run["arguments"] == {"base_url": board}
    assert run["counts"]["postings"] == len(found)
    assert run["finished_at"] >= run["started_at"]


def test_the_crawl_asks_only_for_what_robots_txt_allows(tmp_path: Path) -> None:
    with SampleBoard(log=tmp_path / "log") as board:
        scrapy("crawl", "indeed", "-a", f"base_url={board}")

    asked = requests_of(tmp_path / "log")
    assert asked[0] == "/robots.txt"
    assert len(asked) <= 1 + BRIEF_PAGES
    assert all(path.startswith("/jobs?q=") for path in asked[1:])
    assert not any(path.split("start=")[-1].isdecimal() for path in asked)  # start= never stands last


def test_a_second_crawl_leaves_the_same_rows(url: str, sample_board: str) -> None:
    scrapy("crawl", "indeed", "-a", f"base_url={sample_board}")
    first = {row["id"]: row for row in rows(url)}

    scrapy("crawl", "indeed", "-a", f"base_url={sample_board}")

    second = {row["id"]: row for row in rows(url)}
    assert second.keys() == first.keys()
    assert all(second[key]["first_seen_at"] == first[key]["first_seen_at"] for key in first)
    assert all(second[key]["last_seen_at"] > first[key]["last_seen_at"] for key in first)
    assert rows(url, posting_versions) == []
    assert last_run(url)["counts"]["unchanged"] == len(first)


def test_the_next_day_keeps_the_history_of_what_changed(url: str) -> None:
    for day in (0, 1):
        with SampleBoard(day=day, today="2026-11-20") as board:
            port = board.rsplit(":", 1)[1]
            # The same posting has the same address on both days, whatever port the board got.
            ended = scrapy("crawl", "indeed", "-a", f"base_url=http://localhost:{port}", "-a", "days=0")
            assert ended.code == 0, ended.err

    changed = {version["posting_id"]: version["replaced"] for version in rows(url, posting_versions)}
    assert any(set(replaced) - {"url"} for replaced in changed.values())


def test_sqlite_and_mariadb_get_the_same_rows(url: str, mariadb_url: str, sample_board: str) -> None:
    upgrade(create_engine(mariadb_url))

    for database in (url, mariadb_url):
        ended = scrapy("crawl", "indeed", "-a", f"base_url={sample_board}", database_url=database)
        assert ended.code == 0, ended.err

    assert content(url) == content(mariadb_url)


def test_an_old_mysql_schema_is_refused_with_the_command_to_run(
    mariadb_url: str, sample_board: str, tmp_path: Path
) -> None:
    to_file = ("-s", f"LOG_FILE={tmp_path / 'log'}")
    ended = scrapy("crawl", "indeed", "-a", f"base_url={sample_board}", *to_file, database_url=mariadb_url)

    assert ended.code == 1
    assert "jobspider db upgrade" in ended.err
    assert "ERROR: The run cannot begin: the database" in (tmp_path / "log").read_text()
    assert "Traceback" not in ended.err


def test_a_killed_crawl_is_completed_by_the_next(url: str) -> None:
    with SampleBoard(latency=0.2) as board:
        command = scrapy_command("crawl", "indeed", "-a", f"base_url={board}")
        with subprocess.Popen(
            command, env=environment(), stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[1]
        ) as crawl:
            wait_for_rows(url, least=20)
            crawl.send_signal(signal.SIGKILL)
        killed_with = len(rows(url))
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}")

    assert ended.code == 0
    assert 20 <= killed_with < len(rows(url))
    assert 100 <= len(rows(url)) <= 150


@pytest.mark.parametrize("times", [1, 2])
def test_a_crawl_that_somebody_stops_says_so(url: str, times: int) -> None:
    with SampleBoard(latency=0.2) as board:
        command = scrapy_command("crawl", "indeed", "-a", f"base_url={board}")
        with subprocess.Popen(
            command, env=environment(), stderr=subprocess.PIPE, cwd=Path(__file__).parents[1], text=True
        ) as crawl:
            wait_for_rows(url, least=20)
            for _ in range(times):
                crawl.send_signal(signal.SIGINT)
                time.sleep(0.05)
            _, err = crawl.communicate(timeout=60)

    assert crawl.returncode == Outcome.CANCELLED.exit_code
    assert "Outcome: cancelled" in err


def wait_for_rows(url: str, least: int) -> None:
    """Until so many postings are stored, 30 seconds at most."""
    for _ in range(300):
        time.sleep(0.1)
        if Path(url.removeprefix("sqlite:///")).exists():
            try:
                if len(rows(url)) >= least:
                    return
            except Exception:
                continue
    pytest.fail(f"the crawl did not store {least} postings in 30 s")


@pytest.mark.parametrize(
    ("behaviour", "arguments", "outcome"),
    [
        ({"challenge_after": 1}, [], Outcome.CHALLENGED),
        ({"challenge_after": 4}, [], Outcome.CHALLENGED),
        ({"robots": "disallow"}, [], Outcome.BLOCKED_BY_ROBOTS),
        ({"schema_changed": True}, [], Outcome.SCHEMA_CHANGED),
        ({"rate_limit_after": 1, "retry_after": 100_000}, [], Outcome.RATE_LIMITED),
        ({"rate_limit_after": 3, "retry_after": 1}, [], Outcome.OK),
        ({}, ["-a", "query=zookeeper"], Outcome.OK_EMPTY),
        ({"fail_every": 4}, [], Outcome.OK),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_outcomes_are_printed_recorded_and_told_by_the_exit_code(
    url: str, behaviour: dict[str, object], arguments: list[str], outcome: Outcome
) -> None:
    with SampleBoard(**behaviour) as board:
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}", *arguments)

    assert f"Outcome: {outcome} " in ended.err, ended.err
    assert ended.code == EXIT_CODES[outcome]
    assert last_run(url)["outcome"] == outcome


def test_a_search_page_that_fails_for_good_costs_none_after_it(url: str) -> None:
    with SampleBoard(fail_every=4) as board:
        ended = scrapy("crawl", "indeed", "-a", f"base_url={board}", "-s", "RETRY_TIMES=0")

    assert ended.code == EXIT_CODES[Outcome.PARTIAL], ended.err
    assert len(rows(url)) > 75


def test_postings_before_a_challenge_are_kept(url: str) -> None:
    with SampleBoard(challenge_after=4) as board:
        scrapy("crawl", "indeed", "-a", f"base_url={board}")

    assert len(rows(url)) == 45


def test_an_error_page_counts_as_none(url: str) -> None:
    with SampleBoard(fail_every=1) as board:
        scrapy("crawl", "indeed", "-a", f"base_url={board}", "-s", "RETRY_TIMES=0")

    assert last_run(url)["counts"]["pages"] == 0


def test_a_site_that_is_down_is_a_failed_run(url: str) -> None:
    ended = scrapy("crawl", "indeed", "-a", "base_url=http://127.0.0.1:9")

    assert ended.code == EXIT_CODES[Outcome.FAILED]
    assert last_run(url)["outcome"] == "failed"


def test_without_a_contact_nothing_but_loopback_is_crawled(url: str) -> None:
    at_once = scrapy("crawl", "indeed")

    assert at_once.code == 2
    assert "JOBSPIDER_CONTACT is empty, so uk.indeed.com is not crawled" in at_once.err
    assert not Path(url.removeprefix("sqlite:///")).exists()  # nothing has begun, so there is no failed run

    later = scrapy("crawl", "careers", "-a", "url=http://127.0.0.1:9/jobs,http://jobs.invalid/jobs")

    assert later.code == EXIT_CODES[Outcome.FAILED]
    assert "JOBSPIDER_CONTACT is empty, so jobs.invalid is not crawled" in later.err
    assert last_run(url)["counts"]["bytes"] == 0


def test_a_permission_for_a_spider_that_is_not_there_is_warned_about(url: str) -> None:
    ended = scrapy("crawl", "indeed", "-a", "base_url=http://jobs.invalid", robots_lifted_for="indeed,inded")

    assert "JOBSPIDER_ROBOTS_LIFTED_FOR names inded, and there is no such spider" in ended.err
    assert "names indeed," not in ended.err


def test_the_log_of_a_sound_crawl_is_free_of_warnings_about_the_contact_and_of_migrations(url: str) -> None:
    ended = scrapy("crawl", "indeed", "-a", "base_url=http://127.0.0.1:9", contact="you@example.org")

    assert "ContactMiddleware" in ended.err
    assert "Disabled jobspider.middlewares.contact" not in ended.err
    assert "alembic" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["indeed", "-a", "pages=many"], "pages"),
        (["indeed", "-a", "colour=red"], "colour"),
        (["indeed", "-a", "base_url=ftp://x"], "base_url"),
        (["indeed", "-a", "run=a b"], "run"),
        (["nosuchspider"], "nosuchspider"),
        ([], "name one spider"),
    ],
)
def test_wrong_usage_gets_a_sentence(arguments: list[str], named: str) -> None:
    ended = scrapy("crawl", *arguments)

    assert ended.code == 2, ended.err
    assert named in ended.err + ended.out
    assert "Traceback" not in ended.err


TEN_LINES = """
from jobspider.boards.json_ld import JsonLdSpider


class PlainSpider(JsonLdSpider):
    name = "plain"
    start_urls = ["https://careers.example/careers?page=1"]
    job_links = "a[href^='/careers/']"
    next_page = "a[rel=next]"
"""


def test_a_spider_of_ten_lines_covers_a_site_with_json_ld(url: str, tmp_path: Path) -> None:
    sites(tmp_path, TEN_LINES)

    with SampleBoard(postings=60, robots="allow") as board:
        ended = scrapy("crawl", "plain", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites", path=str(tmp_path))

    assert ended.code == 0, ended.err
    assert len(rows(url)) == 60
