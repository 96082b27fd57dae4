"""The API as it is now: postings by page and by key, served by the real command."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests.crawling import jobspider, rows
from tests.served_data import fill
from tests.serving import Api, serving

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of five postings."""
    url = f"sqlite:///{tmp_path_factory.mktemp('api') / 'jobspider.db'}"
    fill(url)
    return url


@pytest.fixture(scope="module")
def api(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """`jobspider api` on it."""
    with serving(tmp_path_factory.mktemp("log"), database_url=url) as api:
        yield api


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


def test_pages_hold_every_posting_once(api: Api) -> None:
    first = api.get("/postings?limit=3").json
    second = api.get(f"/postings?limit=3&cursor={first['next_cursor']}").json

    assert [posting["source_id"] for posting in first["items"] + second["items"]] == ["5", "4", "3", "2", "1"]
    assert second["next_cursor"] is None


def test_a_posting_is_answered_with_what_was_stored(api: Api, url: str) -> None:
    posting = api.get("/postings/1").json

    assert posting["title"] == "Engineer"
    assert posting["employment_type"] == ["FULL_TIME"]
    assert posting["first_seen_at"] == "2026-11-22T12:00:00Z"
    (row,) = [row for row in rows(url) if row["id"] == 1]
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
def test_what_is_not_there_is_an_error(api: Api, path: str, status: int) -> None:
    assert api.get(f"/{path}").status == status
