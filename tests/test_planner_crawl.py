"""Given searches, when a spider crawls what is due, then their postings are stored and the next times are planned."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from jobspider.sample.process import SampleBoard
from jobspider.store.engine import create_engine
from jobspider.tables import job_pages, searches
from tests.crawling import jobspider, last_run, rows, scrapy, sites
from tests.test_middlewares_job_pages import job_pages_asked_for

pytestmark = pytest.mark.servers


def by_key(url: str) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows(url, searches)}


def test_without_redis_due_searches_are_crawled_each_with_its_own_arguments(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    with SampleBoard(postings=600, robots="allow") as board:
        for key, query, pages in (("data", "data", "3"), ("nurse", "nurse", "1")):
            added = jobspider(
                "searches", "add", "indeed", "--key", key, "-a", f"query={query}", "-a", f"pages={pages}",
                *("-a", f"base_url={board}", "-a", "location=", "-a", "days=0", "-a", "job_type="), database_url=url,
            )  # fmt: skip
            assert added.out == f"{key}\n", added.err
        gone = jobspider(
            "searches", "add", "indeed", "--key", "gone", "-a", "base_url=http://127.0.0.1:9", database_url=url
        )
        assert gone.code == 0, gone.err
        ended = scrapy("crawl", "indeed", "-a", "due=10", "-s", "RETRY_TIMES=0", database_url=url)

    run, found = last_run(url), by_key(url)
    assert run["counts"]["pages"] == 4, ended.err
    assert len(rows(url)) > 15
    now = datetime.now(UTC)
    for key in ("data", "nurse"):
        assert (found[key]["last_outcome"], found[key]["failures"]) == ("ok", 0), ended.err
        assert timedelta(hours=20) < found[key]["next_crawl_at"] - now < timedelta(hours=27)
        assert now - found[key]["last_crawled_at"] < timedelta(minutes=1)
        assert found[key]["claimed_until"] is None
    assert (found["gone"]["last_outcome"], found["gone"]["failures"]) == ("failed", 1)
    assert timedelta(hours=5) < found["gone"]["next_crawl_at"] - now < timedelta(hours=7)

    again = scrapy("crawl", "indeed", "-a", "due=10", database_url=url)
    assert (again.code, last_run(url)["outcome"]) == (8, "ok_empty"), again.err


def test_lists_and_job_pages_that_are_due_are_crawled_in_one_run(tmp_path: Path) -> None:
    url, log = f"sqlite:///{tmp_path / 'jobspider.db'}", tmp_path / "log"
    sites(tmp_path)
    engine = create_engine(url)
    with SampleBoard(postings=30, robots="allow", log=log) as board:
        crawl = ["crawl", "careers", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites"]
        assert scrapy(*crawl, path=str(tmp_path), database_url=url).code == 0
        due, missing, *_ = rows(url, job_pages)
        past = datetime.now(UTC) - timedelta(hours=1)
        with engine.begin() as connection:
            change = update(job_pages).where(job_pages.c.id.in_([due["id"], missing["id"]]))
            connection.execute(change.values(next_crawl_at=past))
            connection.execute(
                update(job_pages).where(job_pages.c.id == missing["id"]).values(url=f"{board}/careers/0000000000000000")
            )
        ended = scrapy(*crawl, "-a", "due=5", path=str(tmp_path), database_url=url)
    engine.dispose()

    asked = job_pages_asked_for(log)[30:]
    assert sorted(asked) == sorted([due["url"].removeprefix(board), "/careers/0000000000000000"]), ended.err
    found = {row["id"]: row for row in rows(url, job_pages)}
    assert (found[due["id"]]["last_outcome"], found[missing["id"]]["last_outcome"]) == ("ok", "gone")
    assert found[due["id"]]["interval_seconds"] > due["interval_seconds"]  # it was as before
    assert all(row["next_crawl_at"] > datetime.now(UTC) for row in found.values())
