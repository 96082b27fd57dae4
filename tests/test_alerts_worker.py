"""Given `jobspider worker`, when it is killed while a message goes out, then another neither loses nor repeats it."""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import update

from jobspider.posting import Posting
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.words import index_waiting
from jobspider.tables import alert_deliveries
from tests.crawling import ROOT, environment, jobspider, rows
from tests.receivers import mail_server, webhook
from tests.scheduling import COMMAND
from tests.serving import serving
from tests.tasking import Client, new_database, new_key

pytestmark = pytest.mark.servers
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
QUICK = {"task_allow": "127.0.0.0/8", "alert_pause_seconds": "0", "alert_retry_seconds": "0.01"}


def found(url: str, numbers: range, *, indexed: bool = False) -> None:
    engine = create_engine(url)
    raw = [{"source_id": f"{n}", "url": f"https://jobs.example/{n}", "title": f"Nurse {n}"} for n in numbers]
    upsert(engine, [Posting.from_raw(row, source="acme", now=LONG_AGO) for row in raw], datetime.now(UTC))
    if indexed:
        index_waiting(engine)
    engine.dispose()


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([*COMMAND, "worker"], cwd=ROOT, env=environment(database_url=url, **QUICK))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(done: Callable[[], Any]) -> None:
    deadline = monotonic() + 60
    while not done():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.05)


def let_claims_end(url: str) -> None:
    """As if two minutes had passed."""
    engine = create_engine(url)
    with engine.begin() as connection:
        claimed = alert_deliveries.c.state == "sending"
        connection.execute(update(alert_deliveries).where(claimed).values(next_attempt_at=LONG_AGO))
    engine.dispose()


def states(url: str) -> list[str]:
    return sorted(row["state"] for row in rows(url, alert_deliveries))


def killed(url: str, victims: list[int], numbers: range) -> None:
    """New postings, and a worker that its receiver kills over them; then its claim ends."""
    found(url, numbers)
    with worker(url) as process:
        victims.append(process.pid)
        assert process.wait(60) == -signal.SIGKILL
    let_claims_end(url)


def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_no_mail(database_url: str) -> None:
    victims: list[int] = []

    def kill(number: int) -> None:
        """At the first message, when the receiver has it whole and has not answered."""
        if number == 1:
            until(lambda: victims)
            os.kill(victims[-1], signal.SIGKILL)

    new_database(database_url)
    named = {"database_url": database_url, **QUICK}
    with mail_server(kill) as box:
        jobspider("alerts", "add", "mail", "title=nurse", "--to", box.url, **named)
        killed(database_url, victims, range(3))
        found(database_url, range(3, 5))
        with worker(database_url):
            until(lambda: states(database_url) == ["sent", "unknown"])
    in_mails = [re.findall(r"jobs.example/(\d+)", mail) for mail in box.mails]
    assert in_mails == [["0", "1", "2"], ["3", "4"]], "the mail in doubt came once, and the next one comes"

    jobspider("alerts", "remove", "mail", **named)
    victims.clear()
    with webhook(kill) as hook:
        jobspider("alerts", "add", "hook", "title=nurse", "--to", hook.url, **named)
        killed(database_url, victims, range(5, 8))
        with worker(database_url):
            until(lambda: states(database_url) == ["sent"])
    assert [[posting["source_id"] for posting in each["postings"]] for each in hook.documents] == [["5", "6", "7"]] * 2
    assert len({headers["webhook-id"] for headers, _ in hook.calls}) == 1, "it is called again, with the same id"


def test_people_add_list_preview_test_and_remove_alerts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'alerts.db'}"
    named: dict[str, Any] = {"database_url": url, **QUICK}
    found(new(url), range(3), indexed=True)
    with webhook() as hook:
        added = jobspider("alerts", "add", "nurses", "title=nurse", "--to", hook.url, "--daily", "08:00", **named)
        assert re.fullmatch(r"whsec_[A-Za-z0-9+/=]+\n", added.out), added.err
        listed = jobspider("alerts", "list", **named).out
        assert "title=nurse" in listed
        assert "daily 08:00 UTC" in listed
        assert "secret-path" not in added.out + added.err + listed
        seen = jobspider("alerts", "preview", "title=nurse", **named)
        assert len(seen.out.splitlines()) == 3
        assert "3 postings of the last week match." in seen.err
        assert jobspider("alerts", "test", "nurses", **named).out == "The test of nurses is sent.\n"
        assert hook.documents[0]["test"]
    failed = jobspider("alerts", "test", "nurses", **named)
    assert (failed.code, "the webhook did not answer" in failed.err) == (1, True)
    shown = jobspider("alerts", "deliveries", "nurses", **named).out
    assert "sent" in shown
    assert "waiting" in shown
    assert jobspider("alerts", "remove", "nurses", **named).code == 0
    refused = jobspider("alerts", "add", "all", "--to", "https://example.org/", **named)
    assert (refused.code, "every posting" in refused.err) == (2, True)


def new(url: str) -> str:
    new_database(url)
    return url


def test_the_api_makes_alerts_and_delivers_them_itself_without_a_redis(tmp_path: Path) -> None:
    url = new(f"sqlite:///{tmp_path / 'alerts.db'}")
    found(url, range(3), indexed=True)
    with webhook() as hook, serving(tmp_path, database_url=url, **QUICK) as api:
        client = Client(api, new_key(url, scope="alerts"))
        body = {"name": "nurses", "filter": {"title": "nurse"}, "to": hook.url}
        assert api.ask("POST", "/alerts", body).status == 401
        made = client.ask("POST", "/alerts", body)
        assert (made.status, made.headers["location"]) == (201, "/alerts/nurses"), made.body
        assert made.json["signing_secret"].startswith("whsec_")
        assert client.ask("POST", "/alerts", body).status == 409
        assert client.ask("POST", "/alerts", {**body, "name": "all", "filter": {}}).status == 409
        shown = client.ask("GET", "/alerts/nurses").json
        assert (shown["signing_secret"], shown["filter"]) == (None, {"title": "nurse"})
        assert "secret-path" not in str(shown)
        assert client.ask("GET", "/alerts/nurses/preview").json["count"] == 3
        tried = client.ask("POST", "/alert-preview", {"filter": {"title": "plumber"}}).json
        assert (tried["count"], tried["more"], tried["postings"]) == (0, False, [])

        found(url, range(3, 5))
        until(lambda: hook.calls)
        assert [posting["title"] for posting in hook.documents[0]["postings"]] == ["Nurse 3", "Nurse 4"]
        assert client.ask("POST", "/alerts/nurses/test").status == 202
        until(lambda: len(hook.calls) == 2)
        until(lambda: {each["state"] for each in deliveries(client)} == {"sent"})
        page = client.ask("GET", "/alerts/nurses/deliveries?limit=1").json
        following = client.ask("GET", f"/alerts/nurses/deliveries?cursor={page['next_cursor']}").json
        assert [page["items"][0]["items"], following["items"][0]["items"]] == [0, 2]

        assert client.ask("PATCH", "/alerts/nurses", {"enabled": False}).json["enabled"] is False
        assert [each["name"] for each in client.ask("GET", "/alerts").json["items"]] == ["nurses"]
        assert client.ask("DELETE", "/alerts/nurses").status == 204
        assert client.ask("GET", "/alerts/nurses").status == 404
        assert "secret-path" not in api.log.read_text()


def deliveries(client: Client) -> list[Any]:
    items: list[Any] = client.ask("GET", "/alerts/nurses/deliveries").json["items"]
    return items


def test_the_guide_s_commands_work_and_its_receiver_tells_genuine_messages(tmp_path: Path) -> None:
    guide = (ROOT / "docs/alerts.md").read_text()
    commands = [line for block in re.findall(r"```console\n(.*?)```", guide, re.DOTALL) for line in block.splitlines()]
    url, secrets = new(f"sqlite:///{tmp_path / 'alerts.db'}"), []
    with webhook() as hook:
        for command in commands:
            typed = shlex.split(re.sub(r"https://hooks\.example\.org/\w+", hook.url, command))
            ended = jobspider(*typed[1:], database_url=url, **QUICK)
            assert (typed[0], ended.code) == ("jobspider", 0), f"{command}: {ended.err}"
            secrets += re.findall(r"^whsec_.*$", ended.out, re.MULTILINE)
    scope: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", guide, re.DOTALL)[0], scope)
    headers, body = hook.calls[0]
    assert scope["is_genuine"](secrets[0], headers, body)
    assert not scope["is_genuine"](secrets[0], headers, body + b" ")
    assert not scope["is_genuine"](secrets[1], headers, body)
    assert not scope["is_genuine"](secrets[0], {**headers, "webhook-timestamp": "1700000000"}, body)
