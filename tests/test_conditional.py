"""Conditional requests: a list that has not changed is not sent again, and its postings count as seen all the same."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import create_engine, update

from jobspider.tables import list_documents
from tests.crawling import last_run, rows, scrapy
from tests.web import Asked, Reply, web

pytestmark = pytest.mark.servers


def listing(*numbers: int) -> bytes:
    """An API's list of these jobs."""
    jobs = [
        {"slug": f"job-{n}", "url": f"https://www.arbeitnow.com/jobs/{n}", "title": "Analyst", "description": "w " * 90}
        for n in numbers
    ]
    return json.dumps({"data": jobs, "links": {}}).encode()


def site_of(state: dict[str, bytes], **headers: str) -> Callable[[Asked], Reply]:
    """A site that shows `state["body"]` with its ETag, and 304 to whoever has it."""

    def reply(asked: Asked) -> Reply:
        tag = f'"{hash(state["body"])}"'
        if asked.headers.get("if-none-match") == tag:
            return 304, {"ETag": tag}, b""
        return 200, {"Content-Type": "application/json", "ETag": tag, **headers}, state["body"]

    return reply


def answer(status: int, asked: Asked) -> Reply:
    """The same to everything."""
    return status, {}, b""


def crawl(url: str, **settings: str) -> dict[str, int]:
    """The counts of one crawl."""
    ended = scrapy("crawl", "arbeitnow", "-a", f"base_url={url}", **settings)
    assert ended.code == 0, ended.err
    counts: dict[str, int] = last_run(os.environ["JOBSPIDER_DATABASE_URL"])["counts"]
    return counts


def test_an_unchanged_list_is_not_sent_again_and_stays_open(redis_url: str) -> None:
    database = os.environ["JOBSPIDER_DATABASE_URL"]
    state = {"body": listing(1, 2, 3)}
    with Redis.from_url(redis_url) as client:
        client.flushall()
    with web(site_of(state)) as site:
        first = crawl(site.url)
        before = {row["source_id"]: row["last_seen_at"] for row in rows(database)}
        second = crawl(site.url)
        shared = crawl(site.url, redis_url=redis_url)
        after = {row["source_id"]: (row["last_seen_at"], row["closed_at"]) for row in rows(database)}
        state["body"] = listing(1, 2)
        third = crawl(site.url)
        asked = [request.headers.get("if-none-match") for request in site.requests]

    assert (first["postings"], first["not_modified"]) == (3, 0)
    for each in (second, shared):
        assert (each["postings"], each["unchanged"], each["not_modified"]) == (3, 3, 1)
        assert each["bytes"] < first["bytes"] / 2
    assert all(after[key][0] > before[key] and after[key][1] is None for key in before)
    # What has changed is sent, and what is no longer there closes.
    assert (third["postings"], third["not_modified"]) == (2, 0)
    assert {row["source_id"]: row["closed_reason"] for row in rows(database)}["job-3"] == "not_listed"
    assert asked[0] is None
    assert None not in asked[1:]


def crawl_twice(**between: Any) -> tuple[dict[str, int], list[str | None]]:
    """Counts of the second crawl, and what both asked about; the stored list is changed in between."""
    with web(site_of({"body": listing(1)})) as site:
        crawl(site.url)
        engine = create_engine(os.environ["JOBSPIDER_DATABASE_URL"])
        with engine.begin() as connection:
            connection.execute(update(list_documents).values(between))
        engine.dispose()
        counts = crawl(site.url)
    return counts, [request.headers.get("if-none-match") for request in site.requests]


def test_a_week_later_a_list_is_fetched_in_full_whatever_the_site_says() -> None:
    counts, asked = crawl_twice(fetched_at=datetime.now(UTC) - timedelta(days=8))

    assert counts["not_modified"] == 0
    assert asked == [None, None]


def test_a_broken_document_is_fetched_again() -> None:
    counts, asked = crawl_twice(body=b"broken")

    assert (counts["postings"], counts["not_modified"]) == (1, 0)
    assert asked[1] is None


@pytest.mark.parametrize(
    ("settings", "headers"),
    [
        ({"conditional_requests": "false"}, {}),
        ({}, {"Cache-Control": "no-store"}),
        ({}, {"Content-Type": "text/html"}),
    ],
)
def test_nothing_is_kept_where_operator_or_site_say_so(settings: dict[str, str], headers: dict[str, str]) -> None:
    with web(site_of({"body": listing(1)}, **headers)) as site:
        crawl(site.url, **settings)

    assert rows(os.environ["JOBSPIDER_DATABASE_URL"], list_documents) == []


def test_a_failing_site_has_shown_nothing_and_a_304_that_nobody_asked_for_is_no_list() -> None:
    database = os.environ["JOBSPIDER_DATABASE_URL"]
    state = {"body": listing(1)}
    with web(site_of(state)) as site:
        crawl(site.url)
    for status in (500, 304):
        with web(partial(answer, status)) as broken:
            ended = scrapy("crawl", "arbeitnow", "-a", f"base_url={broken.url}", "-s", "RETRY_ENABLED=False")
        assert ended.code == 1, ended.err
    assert [row["closed_at"] for row in rows(database)] == [None]
