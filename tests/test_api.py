"""The API as it is now: postings by page and by key, served by the real command."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import text

from jobspider.posting import Posting
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import prepare, upgrade
from tests.crawling import jobspider, rows

pytestmark = pytest.mark.servers

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[str]:
    """`jobspider api` on five postings."""
    engine = create_engine(os.environ["JOBSPIDER_DATABASE_URL"])
    prepare(engine)
    raw = {"title": "Engineer", "employment_type": ["FULL_TIME"], "salary_min": 40_000}
    postings = [
        Posting.from_raw({**raw, "source_id": str(n), "url": f"https://jobs.example/{n}"}, source="example", now=SEEN)
        for n in range(1, 6)
    ]
    upsert(engine, postings, SEEN)
    engine.dispose()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from jobspider.cli import main; main()", "api", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    """Until it answers, 20 seconds at most."""
    for _ in range(200):
        try:
            urlopen(url, timeout=5).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{url} did not answer in 20 s")


def get(url: str) -> Any:
    """The JSON answer."""
    with urlopen(url, timeout=10) as answer:
        return json.load(answer)


def test_a_database_without_postings_yet_is_not_served() -> None:
    ended = jobspider("api")

    assert ended.code == 1
    assert ended.err == "jobspider: there is nothing to serve yet: crawl first, or run `jobspider db upgrade`\n"


def test_a_database_with_another_schema_is_not_served(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'another'"))
    engine.dispose()

    ended = jobspider("api", database_url=mariadb_url)

    assert ended.code == 1
    assert "is at schema another, which this version of jobspider doesn't know" in ended.err


def test_pages_hold_every_posting_once(server: str) -> None:
    first = get(f"{server}/postings?limit=3")
    second = get(f"{server}/postings?limit=3&cursor={first['next_cursor']}")

    assert [posting["source_id"] for posting in first["items"] + second["items"]] == ["5", "4", "3", "2", "1"]
    assert second["next_cursor"] is None


def test_a_posting_is_answered_with_what_was_stored(server: str) -> None:
    posting = get(f"{server}/postings/1")

    assert posting["title"] == "Engineer"
    assert posting["employment_type"] == ["FULL_TIME"]
    assert posting["first_seen_at"] == "2026-11-22T12:00:00Z"
    (row,) = [row for row in rows(os.environ["JOBSPIDER_DATABASE_URL"]) if row["id"] == 1]
    assert posting["content_hash"] == row["content_hash"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("postings/99", 404),
        ("postings/x", 422),
        (f"postings/{2**63}", 422),
        ("postings?limit=0", 422),
        (f"postings?cursor={2**63}", 422),
    ],
)
def test_what_is_not_there_is_an_error(server: str, path: str, status: int) -> None:
    with pytest.raises(HTTPError) as error:
        get(f"{server}/{path}")

    assert error.value.code == status
    error.value.close()
