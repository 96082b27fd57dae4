"""Given a site that was crawled yesterday, when it is crawled today, then news is fetched and what ended closes."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from jobspider.sample.data import Board
from jobspider.sample.process import SampleBoard
from jobspider.sample.servers import free_port
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests.crawling import Ended, jobspider, last_run, rows, scrapy, sites

pytestmark = pytest.mark.servers

CAREERS = """
from jobspider.boards.json_ld import JsonLdSpider


class DailySpider(JsonLdSpider):
    name = "daily"
    start_urls = ["https://careers.example/careers"]
    job_links = "a.job"
    next_page = "a[rel=next]"
    no_results = "//ul[@class='jobs'][not(li)]"

    async def start(self):
        async for each in super().start():
            yield each
        for key in self.settings.getlist("LINKED"):
            yield self.job_request(f"https://careers.example/careers/{key}", self.parse_job)
"""
START = date(2026, 11, 20)
SIZE = 150


class Site:
    """The sample board at one address over several simulated days, and the database that its crawls fill."""

    def __init__(self, folder: Path, redis_url: str, database_url: str) -> None:
        sites(folder, CAREERS)
        self.folder, self.port, self.database_url = folder, free_port(), database_url
        self.settings = {"redis_url": redis_url, "database_url": database_url, "concurrency_per_host": "8"}

    def crawl(self, day: int, postings: int = SIZE, *linked: str, **options: Any) -> Ended:
        """Crawls what the site shows on that day, and the pages of `linked`; with a new log of who asked for what."""
        self.log.unlink(missing_ok=True)
        usual: dict[str, Any] = {"port": self.port, "today": START, "robots": "allow", "log": self.log}
        with SampleBoard(day=day, postings=postings, **usual, **options) as url:
            settings = ("-s", "SPIDER_MODULES=sites", "-s", f"LINKED={','.join(linked)}")
            arguments = ("crawl", "daily", "-a", f"base_url={url}", *settings)
            return scrapy(*arguments, path=str(self.folder), **self.settings)

    @property
    def log(self) -> Path:
        """The requests of the last crawl."""
        return self.folder / "log"

    @property
    def fetched(self) -> set[str]:
        """Keys of the job pages that the last crawl asked for."""
        paths = [json.loads(line)["path"] for line in self.log.read_text().splitlines()]
        asked = [path.removeprefix("/careers/") for path in paths if path.startswith("/careers/")]
        assert len(asked) == len(set(asked))
        return set(asked)

    def rows(self) -> dict[str, dict[str, Any]]:
        """The postings by key."""
        return {row["source_id"]: row for row in rows(self.database_url)}

    def open(self) -> set[str]:
        """Keys of the open ones."""
        return {key for key, row in self.rows().items() if row["closed_at"] is None}


def keys(day: int, size: int = SIZE) -> set[str]:
    """The keys of the postings that the site shows on that day."""
    board = Board(1, size, START, day)
    return {board.posting(slot).key for slot in range(size)}


@pytest.fixture
def site(tmp_path: Path, redis_url: str, mariadb_url: str) -> Site:
    engine = create_engine(mariadb_url)
    upgrade(engine)
    engine.dispose()
    with Redis.from_url(redis_url) as client:
        client.flushall()
    return Site(tmp_path, redis_url, mariadb_url)


def test_the_second_day_fetches_news_only_closes_what_vanished_and_opens_what_comes_back(site: Site) -> None:
    first, second = keys(0), keys(1)
    vanished, fresh = first - second, second - first
    assert vanished

    assert site.crawl(0).code == 0
    assert site.fetched == site.open() == first

    begun = datetime.now(UTC)
    ended = site.crawl(1)
    assert ended.code == 0, ended.err
    assert site.fetched == fresh
    stored = site.rows()
    assert site.open() == second
    assert all(stored[key]["last_seen_at"] >= begun for key in second)
    assert all(stored[key]["last_seen_at"] < begun <= stored[key]["closed_at"] for key in vanished)
    assert {stored[key]["closed_reason"] for key in vanished} == {"not_listed"}
    assert last_run(site.database_url)["closing"] == {"state": "done", "lists": 1, "closed": len(vanished)}
    assert f"closed {len(vanished)} postings" in ended.err

    site.crawl(0)
    assert site.fetched == vanished
    assert site.open() == first
    assert {stored[key]["first_seen_at"] for key in vanished} == {
        row["first_seen_at"] for key, row in site.rows().items() if key in vanished
    }


def test_a_site_that_suddenly_lists_half_or_nothing_closes_nothing_until_a_person_says_so(site: Site) -> None:
    site.crawl(0)

    for left in (SIZE // 2, 0):
        ended = site.crawl(0, left)
        run = last_run(site.database_url)
        assert site.open() == keys(0)
        assert (run["closing"]["state"], run["closing"]["refused"]) == ("refused", SIZE - left)
        assert f"closes none of {SIZE - left} postings" in ended.err

    settings = {"database_url": site.database_url}
    assert "closing refused" in jobspider("runs", **settings).out
    assert f"--run {run['id']} --anyway" in jobspider("runs", run["id"], **settings).out
    again = jobspider("postings", "close", "--run", run["id"], **settings)
    assert "closed 0 postings and refused 150" in again.out
    lifted = jobspider("postings", "close", "--run", run["id"], "--anyway", **settings)
    assert (lifted.code, lifted.out) == (0, f"Run {run['id']} closed 150 postings and refused 0.\n"), lifted.err
    assert site.open() == set()


def test_a_page_that_is_gone_closes_its_posting_and_a_run_that_was_stopped_closes_nothing(site: Site) -> None:
    site.crawl(0)
    vanished = sorted(keys(0) - keys(1))

    assert site.crawl(1, challenge_after=4).code == 3
    assert last_run(site.database_url)["closing"] is None
    assert site.open() >= keys(0)

    with Redis.from_url(site.settings["redis_url"]) as client:
        client.flushall()  # the pause that the challenge asked for
    ended = site.crawl(1, SIZE, vanished[0])
    assert ended.code == 0, ended.err
    reasons = {key: row["closed_reason"] for key, row in site.rows().items() if row["closed_at"] is not None}
    assert reasons == {key: "gone" if key == vanished[0] else "not_listed" for key in vanished}
    assert last_run(site.database_url)["counts"]["closed_gone"] == 1


def test_the_command_says_what_it_refuses(mariadb_url: str) -> None:
    settings = {"database_url": mariadb_url}
    assert jobspider("db", "upgrade", **settings).code == 0

    unknown = jobspider("postings", "close", "--run", "no-such-run", **settings)
    unnamed = jobspider("postings", "close", "--anyway", **settings)
    nothing = jobspider("postings", "close", **settings)

    assert (unknown.code, unnamed.code, nothing.code) == (2, 2, 0)
    assert "there is no run no-such-run" in unknown.err
    assert "--anyway lifts the guard for one run" in unnamed.err
    assert nothing.out == "Closed: 0 valid_through, 0 not_seen.\n"
