"""Given runs, schedules and a frontier, when the API is asked, then it says and does what the commands do."""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from redis import Redis
from sqlalchemy import insert, text

from jobspider.search.schedules import occurrences_of, schedule_named
from jobspider.store.engine import create_engine
from jobspider.store.totals import EVENTS_DELIVERED, add
from jobspider.tables import alert_deliveries, alerts, outbox
from tests.crawling import ROOT, jobspider
from tests.scheduling import wait_for
from tests.served_data import RUNS, fill
from tests.serving import Answer, Api, serving
from tests.test_api_problems import check

pytestmark = pytest.mark.servers

NEW = {"name": "nurses", "spider": "indeed", "arguments": {"query": "nurse"}, "cron": "H 10 * * *"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'jobspider.db'}"


@pytest.fixture(scope="module")
def key(url: str) -> str:
    return f"Bearer {fill(url)}"


@pytest.fixture(scope="module")
def api(url: str, key: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with serving(tmp_path_factory.mktemp("api"), database_url=url, api_body_bytes="2000") as running:
        yield running


def create(api: Api, key: str, name: str, **fields: Any) -> Answer:
    """A new schedule."""
    made = api.ask("POST", "/schedules", {**NEW, "name": name, **fields}, Authorization=key)
    assert made.status == 201, made.body
    return made


def test_pages_hold_every_run_once_the_latest_first(api: Api) -> None:
    first = api.get("/runs?limit=2").json
    rest = api.get(f"/runs?limit=2&cursor={first['next_cursor']}").json

    assert [run["id"] for run in first["items"] + rest["items"]] == list(reversed(RUNS))
    assert rest["next_cursor"] is None
    assert [run["id"] for run in api.get("/runs?outcome=running").json["items"]] == ["third"]
    assert api.get("/runs?spider=reed").json["items"] == []


def test_a_run_has_its_processes_but_no_path_of_a_machine(api: Api) -> None:
    answer = api.get("/runs/first")

    assert answer.json["processes"][0]["node"] == "host:1"
    assert b"secret-place" not in answer.body + api.get("/runs").body
    check(api.get("/runs/none"), 404)


def test_a_schedule_is_made_changed_and_removed(api: Api, key: str, url: str) -> None:
    create(api, key, "day")
    assert "day" in jobspider("schedule", "list", database_url=url).out
    assert api.get("/schedules/day").json["next_at"].endswith("Z")

    off = api.ask("PATCH", "/schedules/day", {"enabled": False}, Authorization=key)
    assert (off.json["enabled"], off.json["next_at"], off.json["cron"]) == (False, None, NEW["cron"])
    put = api.ask("PUT", "/schedules/day", {"spider": "indeed", "cron": "@daily"}, Authorization=key)
    assert (put.json["cron"], put.json["arguments"], put.json["enabled"]) == ("@daily", {}, True)
    assert api.ask("DELETE", "/schedules/day", Authorization=key).status == 204
    check(api.get("/schedules/day"), 404)


def test_a_change_of_another_is_not_overwritten(api: Api, key: str) -> None:
    seen = create(api, key, "shared").headers["etag"]
    changed = api.ask("PATCH", "/schedules/shared", {"priority": 1}, Authorization=key, If_Match=seen)

    for method, body in (("PATCH", {"priority": 2}), ("PUT", {"spider": "indeed", "cron": "@daily"}), ("DELETE", None)):
        check(api.ask(method, "/schedules/shared", body, Authorization=key, If_Match=seen), 412)
    now = api.get("/schedules/shared")
    assert (now.json["priority"], now.headers["etag"]) == (1, changed.headers["etag"])
    assert api.ask("DELETE", "/schedules/shared", Authorization=key, If_Match=changed.headers["etag"]).status == 204


def test_a_schedule_is_fired_as_by_the_command(api: Api, key: str, url: str) -> None:
    create(api, key, "now", enabled=False)

    fired = api.ask("POST", "/schedules/now/fire", Authorization=key)

    assert fired.status == 202
    engine = create_engine(url)
    with engine.connect() as connection:
        (occurrence,) = occurrences_of(connection, schedule_named(connection, "now").id)
    engine.dispose()
    assert (occurrence.run_id, occurrence.state, occurrence.detail) == (fired.json["run"], "firing", "fired by hand")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"spider": "nobody"}, "There is no spider nobody"),
        ({"cron": "61 * * * *"}, "61"),
        ({"time_zone": "Mars/Olympus"}, "There is no time zone"),
        ({"arguments": {"colour": "red"}}, "colour"),
        ({"arguments": {"run": "mine"}}, "run"),
    ],
)
def test_what_the_command_refuses_the_api_refuses(api: Api, key: str, fields: dict[str, Any], words: str) -> None:
    answer = api.ask("POST", "/schedules", {**NEW, "name": "odd", **fields}, Authorization=key)

    assert words in check(answer, 409, "impossible_schedule").detail
    check(api.get("/schedules/odd"), 404)


def test_a_search_is_added_changed_and_removed(api: Api, key: str, url: str) -> None:
    body = {"spider": "indeed", "arguments": {"query": "nurse"}, "key": "nurses-everywhere"}
    made = api.ask("POST", "/searches", body, Authorization=key)
    assert (made.status, made.headers["location"]) == (201, "/searches/nurses-everywhere")
    check(api.ask("POST", "/searches", body, Authorization=key), 409)
    assert "nurses-everywhere" in jobspider("searches", "list", database_url=url).out

    changes = {"enabled": False, "least_seconds": 200_000}
    changed = api.ask("PATCH", "/searches/nurses-everywhere", changes, Authorization=key).json

    assert (changed["enabled"], changed["next_crawl_at"], changed["interval_seconds"]) == (False, None, 200_000)
    assert [search["key"] for search in api.get("/searches").json["items"]] == ["nurses-everywhere"]
    assert api.get("/searches?cursor=nurses-everywhere").json == {"items": [], "next_cursor": None}
    refused = api.ask("POST", "/searches", {**body, "key": "x", "arguments": {"colour": "red"}}, Authorization=key)
    assert "colour" in check(refused, 409, "impossible_search").detail
    assert api.ask("DELETE", "/searches/nurses-everywhere", Authorization=key).status == 204
    check(api.get("/searches/nurses-everywhere"), 404)


def test_bodies_are_json_of_the_known_fields(api: Api, key: str) -> None:
    def post(body: bytes, kind: str = "application/json") -> Answer:
        return api.ask("POST", "/schedules", body, Authorization=key, Content_Type=kind)

    check(post(b'{"name": '), 400, "malformed_json")
    check(post(b'{"name": "\xff"}'), 400)
    check(post(b'{"name": "a\\u0000b"}'), 400, "malformed_text")
    check(post(b"[" * 1500), 400)
    check(post(b"name=nurses", "application/x-www-form-urlencoded"), 415)
    check(post(b"{}", "text/plain"), 415)
    check(post(b'{"padding": "%s"}' % (b"x" * 3000)), 413)
    faults = check(api.ask("POST", "/schedules", {**NEW, "colour": "red"}, Authorization=key), 422).errors
    assert [(fault.where, fault.name) for fault in faults] == [("body", "colour")]
    check(api.ask("POST", "/schedules", {**NEW, "priority": 2**31}, Authorization=key), 422)
    check(api.ask("POST", "/schedules", {**NEW, "name": "indeed-daily"}, Authorization=key), 409)


def test_a_body_in_chunks_is_measured_too(api: Api, key: str) -> None:
    from http.client import HTTPConnection

    connection = HTTPConnection(urlsplit(api.url).netloc, timeout=30)
    headers = {"Authorization": key, "Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    connection.request("POST", "/schedules", iter([b'{"padding": "', b"x" * 3000]), headers, encode_chunked=True)
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Content-Type"]) == (413, "application/problem+json")
    answer.read()
    connection.close()


def test_without_redis_there_is_no_shared_frontier(api: Api) -> None:
    assert api.get("/frontier").json == {"shared": False, "taken": None, "runs": [], "hosts": [], "hosts_total": 0}


def documented() -> dict[str, str]:
    """Names and types of docs/metrics.md."""
    page = (ROOT / "docs/metrics.md").read_text()
    return dict(re.findall(r"^\| `(jobspider_\w+)` \| (\w+) \|", page, re.MULTILINE))


COUNTED = b'jobspider_api_requests_total{method="GET",route="/runs/{run_id}",status="200"} 6.0'


def leave_on_their_way(url: str) -> None:
    """Two events that wait, one for an hour, and a message that was given up."""
    engine, now = create_engine(url), datetime.now(UTC)
    with engine.begin() as connection:
        for hours in (0, 1):
            at = now - timedelta(hours=hours)
            connection.execute(insert(outbox).values(posting_id=1, event="closed", at=at))
        add(connection, EVENTS_DELIVERED, 3)
        add(connection, EVENTS_DELIVERED, 4)
        told = {"kind": "postings", "filter": {"title": "nurse"}, "target": "json://x", "target_shown": "json"}
        when = {"frequency": "instant", "time_zone": "UTC", "most": 20, "created_at": now, "next_message_at": now}
        key = connection.execute(insert(alerts).values(name="nurses", enabled=False, **told, **when))
        ended = {"id": "a" * 32, "items": 1, "attempts": 8, "created_at": now, "next_attempt_at": now}
        mine = key.inserted_primary_key
        assert mine is not None
        connection.execute(insert(alert_deliveries).values(alert_id=mine[0], state="failed", ended_at=now, **ended))
    engine.dispose()


def test_figures_are_those_of_the_page_and_prometheus_reads_them(
    url: str, key: str, redis_url: str, promtool: Path, tmp_path: Path
) -> None:
    leave_on_their_way(url)
    with (
        Redis.from_url(redis_url) as redis,
        serving(tmp_path, "--workers", "2", database_url=url, redis_url=redis_url) as api,
    ):
        redis.hset("jobspider:{p0}:indeed:run-1:state", mapping={"pending": 3, "acked": 2})
        try:
            for _ in range(6):
                api.get("/runs/first")
            # A process counts a request after its answer has gone, and another one may be asked for the figures.
            wait_for(lambda: COUNTED in api.get("/metrics").body)
            answer = api.get("/metrics")
            frontier = api.get("/frontier?spider=indeed").json
        finally:
            redis.delete("jobspider:{p0}:indeed:run-1:state")
    found = answer.body.decode()
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert dict(re.findall(r"^# TYPE (jobspider_\w+) (\w+)$", found, re.MULTILINE)) == documented()
    assert 'jobspider_runs{outcome="ok",source="indeed"} 2.0' in found
    assert 'jobspider_runs{outcome="running",source="indeed"} 1.0' in found
    assert 'jobspider_postings{source="example"} 5.0' in found
    assert 'jobspider_frontier_requests{source="indeed",state="pending"} 3.0' in found
    assert 'jobspider_frontier_acknowledged{source="indeed"} 2.0' in found
    assert 'jobspider_latest_run{outcome="ok",source="indeed"} 1.0' in found
    assert "jobspider_task_oldest_seconds 0.0" in found
    assert 'jobspider_up{part="database"} 1.0' in found
    assert "jobspider_outbox_waiting 2.0" in found
    assert "jobspider_events_delivered_total 7.0" in found
    assert "jobspider_events_failed_total 0.0" in found
    assert 3600 <= float(re.findall(r"^jobspider_outbox_oldest_seconds (.+)$", found, re.MULTILINE)[0]) < 7200
    assert dict(re.findall(r'^jobspider_alert_deliveries{state="(\w+)"} (.+)$', found, re.MULTILINE)) == {
        **dict.fromkeys(("waiting", "sending", "sent", "unknown"), "0.0"),
        "failed": "1.0",
    }
    assert re.search(r'jobspider_last_success_age_seconds{source="indeed"} \d', found)
    assert (frontier["shared"], frontier["runs"][0]["pending"]) == (True, 3)
    checked = subprocess.run([promtool, "check", "metrics"], input=answer.body, capture_output=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


def test_readiness_names_what_is_down(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    fill(url)
    with serving(tmp_path, database_url=url) as api:
        assert api.get("/readyz").json == {"status": "ready", "parts": ["database"]}
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        engine.dispose()

        answer = api.get("/readyz")

        assert check(answer, 503, "not_ready").detail == "Not ready: database (DatabaseSchemaError)."
        assert api.get("/healthz").json == {"status": "ok"}
