"""Given saved searches, when postings are found, then whoever waits is told of each once, however messages go wrong."""

import asyncio
import hmac
import logging
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from jobspider.alert import Delivery, State, next_digest
from jobspider.alerts import order
from jobspider.alerts.alerts import Alerts
from jobspider.alerts.seal import opened, seal
from jobspider.alerts.sender import Sender
from jobspider.config import Config, config
from jobspider.errors import AlertExistsError, AlertRefusedError, ConfigError, UnknownAlertError
from jobspider.posting import Posting
from jobspider.store import schema
from jobspider.store.alert_deliveries import deliveries_of
from jobspider.store.alerts import alert_by_id, alert_named, change_alert, remove_alert
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.runs import close_run, open_run
from jobspider.store.transaction import in_transaction
from jobspider.tables import alert_deliveries, alert_items, alert_queue, alerts, search_queue
from tests.receivers import mail_server, webhook

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
SETTINGS: dict[str, Any] = {"task_allow": "127.0.0.0/8", "alert_pause_seconds": 0, "alert_retry_seconds": 0.001}


def settings(**other: Any) -> Config:
    return Config.model_validate({**SETTINGS, **other})


def found(engine: Engine, numbers: range, at: datetime = NOW, **fields: Any) -> None:
    rows = [
        {"source_id": f"{n}", "url": f"https://jobs.example/{n}", "title": f"Data Analyst {n}", **fields}
        for n in numbers
    ]
    upsert(engine, [Posting.from_raw(row, source="acme", now=at) for row in rows], at)


def add(engine: Engine, name: str, to: str, **said: Any) -> str | None:
    whole = {"name": name, "to": to, "filter": {"title": "analyst"}, **said}
    return in_transaction(engine, lambda connection: order.add(connection, whole, settings(), NOW))[1]


def work(engine: Engine, rounds: int = 3, **other: Any) -> None:
    """A worker that looks so often."""

    async def look() -> None:
        worker = Alerts(engine, settings(**other))
        for _ in range(rounds):
            await worker.look()
            await asyncio.sleep(0.005)

    asyncio.run(look())


def messages(engine: Engine, name: str) -> list[Delivery]:
    """The latest first."""
    with engine.connect() as connection:
        return deliveries_of(connection, alert_named(connection, name).id, 100)


def test_a_webhook_gets_each_posting_once_signed_and_bounded(engine: Engine) -> None:
    with webhook() as hook:
        secret = add(engine, "analysts", hook.url, most=2)
        add(engine, "nurses", hook.url, filter={"title": "nurse"})
        found(engine, range(5), salary_min=50_000, salary_currency="GBP", company="Acme <b>")
        found(engine, range(9, 10), title="Plumber")
        work(engine)
        found(engine, range(5), NOW + DAY, company="Acme Ltd")
        work(engine)
        assert [len(document["postings"]) for document in hook.documents] == [2]
        found(engine, range(6), NOW + DAY, company="Acme Ltd")
        work(engine)

    headers, body = hook.calls[0]
    first, second = hook.documents
    assert (first["version"], first["alert"], first["total"], first["more"], first["test"]) == (
        1,
        "analysts",
        5,
        3,
        False,
    )
    assert (first["postings"][0]["title"], first["postings"][0]["company"]) == ("Data Analyst 0", "Acme <b>")
    assert [posting["source_id"] for posting in second["postings"]] == ["5"]
    assert first["id"] == headers["webhook-id"] != second["id"]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert secret is not None
    expected = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, sha256).digest()
    assert headers["webhook-signature"] == "v1," + b64encode(expected).decode()
    assert [each.state for each in messages(engine, "analysts")] == [State.SENT, State.SENT]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(alert_queue)) == 0


def test_what_comes_to_match_by_a_change_of_pay_is_told(engine: Engine) -> None:
    with webhook() as hook:
        add(engine, "paid", hook.url, filter={"salary_min": 50_000, "salary_currency": "GBP"})
        pay: dict[str, Any] = {"salary_currency": "GBP", "salary_period": "YEAR"}
        found(engine, range(1), salary_min=40_000, salary_annual_min=40_000, **pay)
        work(engine)
        assert hook.calls == []
        found(engine, range(1), NOW + DAY, salary_min=60_000, salary_annual_min=60_000, **pay)
        work(engine)
        assert len(hook.documents[0]["postings"]) == 1


def test_a_webhook_that_fails_is_called_again_with_the_same_id_and_at_last_given_up(engine: Engine) -> None:
    with webhook(lambda number: 500 if number == 1 else 302 if number == 2 else 200) as hook:
        add(engine, "analysts", hook.url)
        found(engine, range(1))
        work(engine, 2)
        (delivery,) = messages(engine, "analysts")
        assert (delivery.state, delivery.detail) in {
            (State.WAITING, "the webhook answered 500"),
            (State.WAITING, "the webhook answered 302"),
        }
        work(engine, 4)
        assert len({document["id"] for document in hook.documents}) == 1
        assert len(hook.calls) == 3
        assert messages(engine, "analysts")[0].state is State.SENT
    found(engine, range(2))
    work(engine, 4, alert_attempts=2)
    latest = messages(engine, "analysts")[0]
    assert (latest.state, latest.attempts) == (State.FAILED, 2)
    assert str(latest.detail).startswith("the webhook did not answer (Client")


def test_a_mail_that_was_refused_is_sent_again_and_one_in_doubt_is_not(engine: Engine) -> None:
    answers = {1: "451 try later", 2: None, 3: "break"}
    with mail_server(answers.get) as box:
        add(engine, "analysts", box.url)
        found(engine, range(3), company="Acme")
        work(engine, 1)
        assert messages(engine, "analysts")[0].state is State.WAITING
        work(engine, 2)
        assert messages(engine, "analysts")[0].state is State.SENT
        found(engine, range(4), company="Acme")
        work(engine, 6)
        latest = messages(engine, "analysts")[0]
    assert latest.state is State.UNKNOWN
    assert "may have arrived" in str(latest.detail)
    assert len(box.mails) == 3
    assert "Subject: analysts: 3 postings" in box.mails[1]
    assert "Data Analyst 2\r\nAcme\r\nhttps://jobs.example/2" in box.mails[1]


def test_many_workers_tell_each_posting_once(engine: Engine) -> None:
    async def together() -> None:
        workers = [Alerts(engine, settings()) for _ in range(4)]
        for _ in range(6):
            await asyncio.gather(*(worker._look_safely() for worker in workers))

    with webhook() as hook, mail_server() as box:
        add(engine, "hook", hook.url, most=100)
        add(engine, "mail", box.url, most=100)
        found(engine, range(60))
        asyncio.run(together())
        work(engine)
    told = [posting["source_id"] for document in hook.documents for posting in document["postings"]]
    assert sorted(told, key=int) == [str(number) for number in range(60)]
    assert sum(mail.count("https://jobs.example/") for mail in box.mails) == 60


def test_a_daily_alert_waits_for_its_time(engine: Engine) -> None:
    with webhook() as hook:
        add(engine, "daily", hook.url, frequency="daily", digest_at="07:30", time_zone="Asia/Taipei")
        found(engine, range(3))
        work(engine)
        assert hook.calls == []
        with engine.begin() as connection:
            alert = alert_named(connection, "daily")
            assert alert.next_message_at == next_digest("07:30", "Asia/Taipei", NOW)
            change_alert(connection, "daily", {"next_message_at": NOW - DAY})
        work(engine)
        assert hook.documents[0]["total"] == 3
        with engine.begin() as connection:
            assert alert_named(connection, "daily").next_message_at > NOW


def test_the_time_of_a_digest_is_the_zone_s_wall_clock() -> None:
    summer = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
    assert next_digest("08:00", "Europe/London", summer) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert next_digest("06:00", "Europe/London", summer) == datetime(2026, 7, 2, 5, 0, tzinfo=UTC)
    spring = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert next_digest("01:30", "Europe/London", spring) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert next_digest("01:30", "Europe/London", autumn) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_what_goes_wrong_in_the_operation_is_told_once_each(engine: Engine) -> None:
    with webhook() as hook:
        add(engine, "operations", hook.url, kind="operations", filter={})
        add(engine, "others", hook.url, kind="operations", filter={"source": ["reed"]})
        outcomes = (("a", "ok", 5, 2), ("b", "challenged", 0, 0), ("c", "schema_changed", 0, 0), ("d", "failed", 0, 0))
        with engine.begin() as connection:
            for run, outcome, new, days in outcomes:
                began = NOW - days * DAY + timedelta(seconds=1)
                open_run(connection, run, "acme", {}, began, robots_lifted=False)
                close_run(connection, run, began + timedelta(seconds=1), outcome, True, {"new": new})
        work(engine)
        work(engine)
        (document,) = hook.documents
    sentences = sorted(document["occurrences"])
    assert document["total"] == 4
    assert [sentence.split()[0] for sentence in sentences] == ["acme:"] * 4
    assert any("no new postings since run a" in sentence for sentence in sentences)
    assert any("run b ended because the site answered with a challenge" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"filter": {}}, "every posting"),
        ({"filter": {"title": "..."}}, "holds no word"),
        ({"filter": {"title": "nurse", "open": True}}, "leave out open"),
        ({"filter": {"titel": "nurse"}}, "titel"),
        ({"filter": {"title": "nurse"}, "kind": "operations"}, "no other filter than source"),
        ({"to": "http://10.0.0.1/x"}, "no public address"),
        ({"to": "https://user:word@example.org/"}, "with a password"),
        ({"to": "json://10.0.0.1/"}, "JOBSPIDER_ALERT_SERVICES"),
        ({"to": "file:///etc/passwd"}, "JOBSPIDER_ALERT_SERVICES"),
        ({"to": "mailto://mail.example.org?from=c@example.org&to=a@example.org,b@example.org"}, "one recipient"),
        ({"to": "slack://nothing"}, "cannot be read"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"name": "a b"}, "letters, digits"),
        ({"digest_at": "25:00"}, "HH:MM"),
    ],
)
def test_an_alert_that_makes_no_sense_is_refused(tmp_path: Any, said: dict[str, Any], why: str) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'alerts.db'}")
    schema.upgrade(engine)
    with pytest.raises(AlertRefusedError, match=why):
        add(engine, **{"name": "x", "to": "https://example.org/x", **said})
    engine.dispose()


def test_a_name_that_leads_to_a_closed_address_is_not_connected_to(engine: Engine, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    with webhook() as hook, mail_server() as box:
        add(engine, "hook", hook.url.replace("127.0.0.1", "localhost"))
        add(engine, "mail", box.url.replace("127.0.0.1", "localhost"))
        found(engine, range(1))
        work(engine, 1, task_allow="")
        assert (hook.calls, box.mails) == ([], [])
    assert {messages(engine, name)[0].state for name in ("hook", "mail")} == {State.WAITING}
    assert "secret-path" not in caplog.text


def test_secrets_are_sealed_and_never_shown(engine: Engine) -> None:
    sealing = settings(secret="a long random text")
    said = {"name": "slack", "to": "https://example.org/token-1234", "filter": {"title": "nurse"}}
    alert, secret = in_transaction(engine, lambda connection: order.add(connection, said, sealing, NOW))
    with engine.connect() as connection:
        row = connection.execute(select(alerts)).mappings().one()
    assert "token-1234" not in str(dict(row))
    assert secret is not None
    assert secret not in str(dict(row))
    assert alert.target_shown == "https://example.org:443/…"
    assert opened(row["target"], sealing) == "https://example.org/token-1234"
    for other in (settings(), settings(secret="another")):
        with pytest.raises(ConfigError, match="JOBSPIDER_SECRET"):
            opened(row["target"], other)
    assert seal("x", settings()) == opened("x", sealing) == "x"


def test_an_abandoned_mail_is_in_doubt_and_an_abandoned_webhook_is_called_again(engine: Engine) -> None:
    with webhook() as hook, mail_server() as box:
        add(engine, "hook", hook.url)
        add(engine, "mail", box.url)
        found(engine, range(1))
        work(engine, 1)
        with engine.begin() as connection:
            connection.execute(update(alert_deliveries).values(state="sending", next_attempt_at=NOW - DAY))
        Sender(engine, settings()).settle_abandoned()
        work(engine, 2)
        assert len(hook.calls) == 2
        assert len(box.mails) == 1
    assert [messages(engine, name)[0].state for name in ("hook", "mail")] == [State.SENT, State.UNKNOWN]


def test_an_alert_that_was_removed_meanwhile_is_an_error_that_the_worker_survives(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(UnknownAlertError, match="removed"):
        alert_by_id(connection, 1)


def test_names_are_unique_and_what_is_removed_is_gone(engine: Engine) -> None:
    add(engine, "analysts", "https://example.org/x")
    with pytest.raises(AlertExistsError):
        add(engine, "analysts", "https://example.org/x")
    found(engine, range(1))
    work(engine, 1, alert_pause_seconds=60)
    in_transaction(engine, lambda connection: remove_alert(connection, "analysts"))
    with engine.connect() as connection:
        for table in (alerts, alert_items, alert_deliveries):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
    found(engine, range(2, 3))
    work(engine, 1)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(search_queue)) == 0
        assert connection.scalar(select(func.count()).select_from(alert_queue)) == 0
    assert config().secret is None
