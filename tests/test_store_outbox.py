"""Given postings that change, when that is committed, then the outbox tells of it, where anybody listens."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from jobspider.config import config
from jobspider.store.closing import Reason, close_where
from jobspider.store.outbox import depth, remove, waiting
from jobspider.store.postings import upsert
from jobspider.tables import postings
from tests.analysts import NOON, posting

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("events_wanted")


def told(engine: Engine) -> list[tuple[str, str, list[str] | None]]:
    """Events that wait, with their posting's key; they are taken."""
    with engine.begin() as connection:
        events = waiting(connection, 1000)
        keys = {row.id: row.source_id for row in connection.execute(select(postings.c.id, postings.c.source_id))}
        remove(connection, [event.id for event in events])
    return [(keys[event.posting_id], event.event, event.fields) for event in events]


def test_each_change_of_a_posting_is_told_once_and_in_order(engine: Engine) -> None:
    upsert(engine, [posting(1), posting(2), posting(3, is_expired=True)], NOON)
    assert sorted(told(engine)) == [
        ("job-00001", "new", None),
        ("job-00002", "new", None),
        ("job-00003", "closed", None),
        ("job-00003", "new", None),
    ]

    upsert(engine, [posting(1), posting(2, title="Lead"), posting(3, is_expired=True)], NOON + DAY)
    assert told(engine) == [("job-00002", "changed", ["title"])]

    assert close_where(engine, Reason.NOT_SEEN, NOON + 2 * DAY, postings.c.source_id == "job-00001") == 1
    assert close_where(engine, Reason.NOT_SEEN, NOON + 2 * DAY, postings.c.source_id == "job-00001") == 0
    upsert(engine, [posting(2, title="Lead", is_expired=True)], NOON + 2 * DAY)
    assert [event[:2] for event in told(engine) if event[1] == "closed"] == [
        ("job-00001", "closed"),
        ("job-00002", "closed"),
    ]

    upsert(engine, [posting(1), posting(2, title="Head", is_expired=False)], NOON + 3 * DAY)
    opened = {key: fields for key, event, fields in told(engine) if event == "changed"}
    assert opened["job-00001"] == ["closed_at", "closed_reason"]
    assert {"title", "closed_at", "closed_reason"} <= set(opened["job-00002"] or ())


def test_what_is_rolled_back_was_never_told(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        upsert(connection, [posting(1)], NOON)
        assert depth(connection)[0] == 1
        transaction.rollback()
    assert told(engine) == []


def test_where_nobody_listens_nothing_is_noted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOBSPIDER_EVENTS_URL")
    config.cache_clear()
    upsert(engine, [posting(1)], NOON)
    upsert(engine, [posting(1, title="Lead")], NOON + DAY)
    close_where(engine, Reason.NOT_SEEN, NOON + 2 * DAY)
    with engine.connect() as connection:
        assert depth(connection) == (0, None)
