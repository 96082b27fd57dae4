"""Given a careers site that was crawled, when it is crawled again, then known pages that are not due are left out."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from jobspider.planner.intervals import DAY
from jobspider.sample.process import SampleBoard
from jobspider.store.engine import create_engine
from jobspider.store.known import known_pages, touch
from jobspider.tables import companies, job_pages, postings
from tests.crawling import last_run, rows, scrapy, sites

pytestmark = pytest.mark.servers


def job_pages_asked_for(log: Path) -> list[str]:
    paths = [json.loads(line)["path"] for line in log.read_text().splitlines()]
    return [path for path in paths if path.startswith("/careers/")]


def test_known_job_pages_are_left_out_until_they_are_due_or_closed(tmp_path: Path) -> None:
    url, log = f"sqlite:///{tmp_path / 'jobspider.db'}", tmp_path / "log"
    sites(tmp_path)
    engine = create_engine(url)

    with SampleBoard(postings=30, robots="allow", log=log) as board:
        crawl = ["crawl", "careers", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites"]
        assert scrapy(*crawl, path=str(tmp_path)).code == 0
        first = {row["source_id"]: row for row in rows(url)}
        assert len(job_pages_asked_for(log)) == len(first) == len(rows(url, job_pages)) == 30
        assert last_run(url)["counts"]["known"] == 0
        named = {row["company"]: row["company_url"] for row in first.values() if row["company_url"]}
        assert len(named) > 5
        assert {row["name"]: row["url"] for row in rows(url, companies)} == named

        # One page is due again, one posting has been closed.
        due, closed, *_ = rows(url, job_pages)
        with engine.begin() as connection:
            past = datetime.now(UTC) - timedelta(hours=1)
            connection.execute(update(job_pages).where(job_pages.c.id == due["id"]).values(next_crawl_at=past))
            connection.execute(
                update(postings).where(postings.c.source_id == closed["source_id"]).values(closed_at=past)
            )
        ended = scrapy(*crawl, path=str(tmp_path))
        assert ended.code == 0, ended.err

    asked = job_pages_asked_for(log)[30:]
    assert sorted(asked) == sorted(row["url"].removeprefix(board) for row in (due, closed))
    assert last_run(url)["counts"]["known"] == 28
    second = {row["source_id"]: row for row in rows(url)}
    assert all(second[key]["last_seen_at"] > first[key]["last_seen_at"] for key in first)
    assert second[closed["source_id"]]["closed_at"] is None
    moved = {row["id"]: row for row in rows(url, job_pages)}[due["id"]]
    assert moved["interval_seconds"] > due["interval_seconds"]
    assert moved["next_crawl_at"] > datetime.now(UTC) + timedelta(seconds=DAY)

    with engine.begin() as connection:  # what the lookup says, and that a touch moves nothing back
        now, urls = datetime.now(UTC), [due["url"] + "#apply", closed["url"], f"{board}/careers/unknown"]
        assert set(known_pages(connection, "careers", urls, now)) == set(urls[:2])
        assert known_pages(connection, "careers", urls, now + timedelta(days=60)) == {}
        assert known_pages(connection, "other", urls, now) == {}
        touch(connection, {page.posting_id for page in known_pages(connection, "careers", urls, now).values()}, past)
    assert {row["source_id"]: row["last_seen_at"] for row in rows(url)} == {
        key: row["last_seen_at"] for key, row in second.items()
    }
    engine.dispose()
