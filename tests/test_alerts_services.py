"""Given mail servers that want TLS and a login, and chat services, when alerts are due, then they come by real ways."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobspider.alert import State
from jobspider.alerts import order
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.transaction import in_transaction
from tests.receivers import secured_mail_server, webhook
from tests.test_alerts import NOW, found, messages, settings, work
from tests.test_frontier_access import certificate

PASSWORD, WRONG = "p4ss/w0rd@x", "wr0ng-w0rd"
SERVICES = "mmost,ntfy,gotify,json"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'alerts.db'}")
    schema.upgrade(engine)
    yield engine
    engine.dispose()


def add(engine: Engine, name: str, to: str) -> str:
    """An alert on analysts; what is shown of its address."""
    said = {"name": name, "to": to, "filter": {"title": "analyst"}}
    known = settings(alert_services=f"mailtos,{SERVICES}")
    return in_transaction(engine, lambda connection: order.add(connection, said, known, NOW))[0].target_shown


def test_a_mail_goes_out_after_starttls_and_login_and_a_wrong_password_is_seen_and_not_shown(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    paper, key = certificate(tmp_path)
    with secured_mail_server(paper, key, "me@example.com", PASSWORD) as box:
        shown = [add(engine, "right", box.url)]
        found(engine, range(1))
        work(engine, 1)
        refused = messages(engine, "right")[0]
        assert (refused.state, "CERTIFICATE_VERIFY_FAILED" in str(refused.detail)) == (State.WAITING, True)

        monkeypatch.setenv("SSL_CERT_FILE", str(paper))
        work(engine, 2)
        assert messages(engine, "right")[0].state is State.SENT
        assert box.secured == [(True, True)]
        assert "https://jobs.example/0" in box.mails[0]

        shown.append(add(engine, "wrong", box.url.replace("p4ss%2Fw0rd%40x", WRONG)))
        found(engine, range(1, 2))
        work(engine, 1)
        first = messages(engine, "wrong")[0]
        work(engine, 4, alert_attempts=2)
        last = messages(engine, "wrong")[0]
    why = "the mail server did not take the mail: it does not take the user and password"
    assert (first.state, first.attempts, first.detail) == (State.WAITING, 1, why)
    assert (last.state, last.attempts, last.detail) == (State.FAILED, 2, why)
    assert len(box.mails) == 2, "one each of the alert whose password is right"
    assert why in caplog.text
    for secret in (PASSWORD, "p4ss%2Fw0rd%40x", WRONG):
        assert secret not in f"{caplog.text} {shown} {refused} {last}"


def test_chat_services_get_each_posting_once_and_are_asked_again_when_they_refuse(engine: Engine) -> None:
    with webhook(lambda number: 500 if number <= 4 else 200) as hook:
        host = hook.url.removeprefix("http://").removesuffix("/secret-path")
        token = "3ccdd113474722377935511fc85d3dd4"
        shown = [
            add(engine, "mattermost", f"mmost://{host}/{token}"),
            add(engine, "ntfy", f"ntfy://{host}/jobs-topic"),
            add(engine, "gotify", f"gotify://{host}/Atoken12345678"),
            add(engine, "json", f"json://{host}/in"),
        ]
        found(engine, range(2))
        work(engine, 1)
        names = ("mattermost", "ntfy", "gotify", "json")
        assert {messages(engine, name)[0].state for name in names} == {State.WAITING}
        work(engine, 3)
        assert {(messages(engine, name)[0].state, messages(engine, name)[0].attempts) for name in names} == {
            (State.SENT, 2)
        }
    taken = hook.documents[4:]
    assert len(taken) == 4
    texts = {next(key for key in ("topic", "priority", "version", "username") if key in each): each for each in taken}
    assert sorted(texts) == ["priority", "topic", "username", "version"], "each service in its own words"
    for each in taken:
        body = each.get("message") or each["text"]
        assert all(body.count(f"https://jobs.example/{number}") == 1 for number in range(2))
    assert token not in str(shown)
