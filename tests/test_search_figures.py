"""Given runs, searches and tasks, when the figures for /metrics are read, then they say what needs a look."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from jobspider.search.figures import latest_outcomes, oldest_task, searches_due_since
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.tables import runs, searches, tasks

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run(connection: Connection, name: str, spider: str, hours: int, outcome: str | None) -> None:
    """A run that ended, or, without an outcome, goes on."""
    times = {"started_at": NOON, "finished_at": None if outcome is None else NOON + hours * HOUR}
    connection.execute(insert(runs).values(id=name, spider=spider, arguments={}, counts={}, outcome=outcome, **times))


def search(connection: Connection, key: str, hours: int | None, priority: int = 1) -> None:
    """A search that is due then, or never again."""
    times = {"created_at": NOON, "next_crawl_at": None if hours is None else NOON + hours * HOUR}
    fixed = {"spider": "indeed", "arguments": {}, "least_seconds": 1, "most_seconds": 9, "interval_seconds": 5}
    connection.execute(insert(searches).values(key=key, priority=priority, **fixed, **times))


def task(connection: Connection, name: str, hours: int, **ended: datetime) -> None:
    """A task that was posted then."""
    fixed = {"owner": "", "body_hash": "", "urls": 1, "expires_at": NOON + 99 * HOUR, "attempts": 0}
    connection.execute(insert(tasks).values(id=name, created_at=NOON + hours * HOUR, **fixed, **ended))


def test_what_counts_is_the_last_end_the_first_due_and_the_oldest_open(database_url: str) -> None:
    upgrade(engine := create_engine(database_url))
    with engine.connect() as connection:
        assert (latest_outcomes(connection), searches_due_since(connection), oldest_task(connection)) == ({}, {}, None)

        run(connection, "1", "indeed", 1, "ok")
        run(connection, "2", "indeed", 3, "challenged")
        run(connection, "3", "indeed", 2, "schema_changed")
        run(connection, "4", "indeed", 4, "cancelled")
        run(connection, "5", "indeed", 0, None)
        run(connection, "6", "reed", 0, None)
        search(connection, "soon", 2)
        search(connection, "first", 1)
        search(connection, "disabled", None)
        search(connection, "not planned", -5, priority=-1)
        task(connection, "done", -3, finished_at=NOON)
        task(connection, "cancelled", -2, cancelled_at=NOON)
        task(connection, "open", -1)
        task(connection, "younger", 0)

        assert latest_outcomes(connection) == {"indeed": "challenged"}
        assert searches_due_since(connection) == {"indeed": NOON + HOUR}
        assert oldest_task(connection) == NOON - HOUR
    engine.dispose()
