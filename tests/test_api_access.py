"""Given callers with and without keys, when they ask, then each gets what they may have, as often as they may."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspider.api_keys import digest, new_key
from jobspider.sample.servers import redis_server
from jobspider.tables import api_keys
from tests.crawling import jobspider, rows
from tests.scheduling import wait_for
from tests.serving import Api, serving
from tests.test_api_problems import check

pytestmark = pytest.mark.servers

SCHEDULE = {"name": "nurses", "spider": "indeed", "arguments": {"query": "nurse"}, "cron": "H 10 * * *"}
STRICT = {
    "api_read": "key",
    "api_unlimited": "10.0.0.0/8",
    "api_requests_per_minute": "5",
    "api_key_requests_per_minute": "8",
    "api_trusted_proxies": "127.0.0.0/8",
    "api_cors_origins": "https://pages.example",
}


def key(url: str, name: str, *options: str) -> str:
    """A new key, as the command prints it."""
    ended = jobspider("keys", "create", name, *options, database_url=url)
    assert ended.code == 0, ended.err
    return ended.out.splitlines()[-1]


def journal(api: Api) -> list[dict[str, Any]]:
    """Its lines, those that are whole."""
    lines = api.log.read_text().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}\n")]


def bearer(text: str) -> str:
    return f"Bearer {text}"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database; its first key makes its tables."""
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'jobspider.db'}"


@pytest.fixture(scope="module")
def reader(url: str) -> str:
    return key(url, "reader")


@pytest.fixture(scope="module")
def writer(url: str, reader: str) -> str:
    return key(url, "writer", "--scope", "schedules", "--scope", "tasks")


@pytest.fixture(scope="module")
def api(url: str, writer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """An API that reads by key only, allows little, and believes its proxy on loopback."""
    with serving(tmp_path_factory.mktemp("api"), database_url=url, **STRICT) as running:
        yield running


def test_reading_by_key_needs_one_that_works(api: Api, reader: str, url: str) -> None:
    known = api.get("/runs", Authorization=bearer(reader), X_Forwarded_For="10.1.1.1")
    assert known.status == 200

    without = api.get("/runs", X_Forwarded_For="10.1.1.1")
    check(without, 401, "unauthorized")
    assert without.headers["www-authenticate"] == 'Bearer realm="jobspider"'
    assert "jobspider keys create NAME --scope read" in str(without.json)
    for wrong in (bearer(new_key().text), bearer(reader[:-1] + "x"), "Basic eDp5", "Bearer", bearer(f"{reader}x")):
        answer = api.get("/runs", Authorization=wrong, X_Forwarded_For="10.1.1.1")
        check(answer, 401, "invalid_key")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_writing_needs_the_scope(api: Api, reader: str, writer: str) -> None:
    near = "10.1.1.2"
    check(api.ask("POST", "/schedules", SCHEDULE, X_Forwarded_For=near), 401)
    refused = api.ask("POST", "/schedules", SCHEDULE, Authorization=bearer(reader), X_Forwarded_For=near)

    assert check(refused, 403, "missing_scope").detail == "The key reader lacks the scope schedules."
    assert 'scope="schedules"' in refused.headers["www-authenticate"]
    made = api.ask("POST", "/schedules", SCHEDULE, Authorization=bearer(writer), X_Forwarded_For=near)
    assert (made.status, made.headers["location"]) == (201, "/schedules/nurses")


def test_a_revoked_or_expired_key_is_of_no_use_at_once(api: Api, url: str) -> None:
    lost = key(url, "lost", "--days", "1")
    assert api.get("/runs", Authorization=bearer(lost), X_Forwarded_For="10.1.1.3").status == 200

    assert jobspider("keys", "revoke", "lost", database_url=url).code == 0

    check(api.get("/runs", Authorization=bearer(lost), X_Forwarded_For="10.1.1.3"), 401)
    again = jobspider("keys", "revoke", "lost", database_url=url)
    assert (again.code, "no key lost" in again.err) == (2, True)
    listed = jobspider("keys", "list", database_url=url).out
    assert "revoked" in listed
    assert lost not in listed


def test_only_hashes_are_stored(url: str, reader: str, writer: str) -> None:
    stored = {row["name"]: row for row in rows(url, api_keys)}

    assert stored["reader"]["secret_hash"] == digest(reader)
    assert reader[23:] not in json.dumps([str(row) for row in stored.values()])
    assert stored["writer"]["scopes"] == ["schedules", "tasks"]


def test_an_address_may_ask_so_often(api: Api) -> None:
    answers = [api.get("/openapi.json", X_Forwarded_For="192.0.2.1") for _ in range(6)]

    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["ratelimit-policy"] == '"address";q=5;w=60'
    assert answers[0].headers["ratelimit"].startswith('"address";r=4;t=')
    check(answers[-1], 429, "too_many_requests")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert api.get("/openapi.json", X_Forwarded_For="192.0.2.2").status == 200
    assert api.get("/healthz", X_Forwarded_For="192.0.2.1").status == 200


def test_a_subscriber_with_many_addresses_is_one(api: Api) -> None:
    answers = [api.get("/openapi.json", X_Forwarded_For=f"2001:db8::{n}") for n in range(1, 7)]

    assert [answer.status for answer in answers] == [200] * 5 + [429]


def test_a_key_has_its_own_count_wherever_it_is_used(api: Api, url: str) -> None:
    mine = key(url, "often")

    answers = [api.get("/runs", Authorization=bearer(mine), X_Forwarded_For=f"192.0.2.{n}") for n in range(50, 59)]

    assert [answer.status for answer in answers] == [200] * 8 + [429]
    assert answers[0].headers["ratelimit-policy"] == '"key";q=8;w=60'


def test_guessing_keys_is_ended(api: Api) -> None:
    answers = [api.get("/runs", Authorization=bearer(new_key().text), X_Forwarded_For="192.0.2.9") for _ in range(22)]

    assert [answer.status for answer in answers] == [401] * 20 + [429] * 2


def test_scripts_of_the_named_origin_may_read_answers(api: Api) -> None:
    asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "authorization"}
    allowed = api.ask("OPTIONS", "/schedules", Origin="https://pages.example", **asked)
    refused = api.ask("OPTIONS", "/schedules", Origin="https://elsewhere.example", **asked)

    assert (allowed.status, allowed.headers["access-control-allow-origin"]) == (200, "https://pages.example")
    assert "access-control-allow-origin" not in refused.headers
    plain = api.get("/openapi.json", Origin="https://pages.example", X_Forwarded_For="10.0.0.1")
    assert "X-Request-ID" in plain.headers["access-control-expose-headers"]


def test_answers_are_safe_to_open_and_small(api: Api, reader: str) -> None:
    answer = api.get("/openapi.json", Accept_Encoding="gzip", X_Forwarded_For="10.0.0.1")

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.body[:2] == b"\x1f\x8b"
    for name, value in {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }.items():
        assert answer.headers[name] == value
    assert "server" not in answer.headers
    assert api.ask("HEAD", "/openapi.json", X_Forwarded_For="10.0.0.1").body == b""


def test_the_journal_has_a_line_a_request_and_no_secret(api: Api, reader: str) -> None:
    secret = "hunter2"
    answer = api.get(f"/runs?spider={secret}", Authorization=bearer(reader), X_Forwarded_For="10.9.8.7")
    identity = answer.headers["x-request-id"]

    (line,) = wait_for(lambda: [line for line in journal(api) if line["request_id"] == identity])
    expected = {
        "client": "10.9.8.7",
        "method": "GET",
        "path": "/runs",
        "route": "/runs",
        "status": 200,
        "key": "reader",
    }
    assert expected.items() <= line.items()
    assert line["bytes"] == len(answer.body)
    assert secret not in api.log.read_text()
    assert reader[23:] not in api.log.read_text()


def test_a_proxy_that_is_not_named_is_not_believed(url: str, writer: str, tmp_path: Path) -> None:
    settings = {**STRICT, "api_read": "open", "api_trusted_proxies": "192.0.2.0/24"}
    with serving(tmp_path, database_url=url, **settings) as api:
        answers = [api.get("/runs", X_Forwarded_For=f"192.0.2.{n}").status for n in range(6)]

    assert answers == [200] * 5 + [429]


def test_replicas_count_together_and_each_alone_while_redis_is_away(url: str, writer: str, tmp_path: Path) -> None:
    settings = {**STRICT, "api_read": "open"}
    with (
        redis_server() as redis_url,
        serving(tmp_path, database_url=url, redis_url=redis_url, **settings) as one,
        serving(tmp_path, database_url=url, redis_url=redis_url, **settings) as other,
    ):
        answers = [api.get("/runs", X_Forwarded_For="192.0.2.1").status for api in (one, other) * 3]
        assert answers == [200] * 5 + [429]
        assert one.get("/readyz").status == 200
        check(one.get("/runs", X_Forwarded_For="192.0.2.1"), 429)
    with serving(tmp_path, database_url=url, redis_url=redis_url, **settings) as alone:
        answers = [alone.get("/runs", X_Forwarded_For="192.0.2.1").status for _ in range(6)]
        assert answers == [200] * 5 + [429]
        assert alone.log.read_text().count("Redis cannot count requests") == 1
        assert check(alone.get("/readyz"), 503, "not_ready").detail.startswith("Not ready: redis (")
        check(alone.get("/frontier", X_Forwarded_For="10.1.1.1"), 503)
