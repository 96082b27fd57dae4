"""Given what is due, when planners hand it out, then in order, to one at a time, and never lost."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from sqlalchemy import Engine, update

from jobspider.config import config
from jobspider.planner.entities import Finished, Kind, Lease, Outcome
from jobspider.planner.intervals import DAY, HOUR
from jobspider.planner.job_pages import SeenPage, note_pages
from jobspider.planner.planner import Planner, planner_of
from jobspider.planner.redis_queue import partition_of, queue_keys
from jobspider.posting import Posting
from jobspider.records import Search, StoredSearch
from jobspider.schedule.searches import entry_of
from jobspider.store import schema
from jobspider.store.engine import configured_engine
from jobspider.store.postings import upsert
from jobspider.store.searches import add_searches, enable_search, remove_search, search_with_key
from jobspider.store.transaction import transaction
from jobspider.tables import job_pages, searches
from tests.crawling import ROOT, environment

pytestmark = pytest.mark.servers

NOW = datetime.now(UTC)
LEASE = 2.0


@pytest.fixture(params=["sqlite", "mariadb", "mariadb and redis"])
def planner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Planner:
    """A planner as the settings of each kind of deployment make it."""
    monkeypatch.setenv("JOBSPIDER_PLANNER_LEASE_SECONDS", str(LEASE))
    if "mariadb" in request.param:
        monkeypatch.setenv("JOBSPIDER_DATABASE_URL", request.getfixturevalue("mariadb_url"))
    if "redis" in request.param:
        url = request.getfixturevalue("own_redis")
        monkeypatch.setenv("JOBSPIDER_REDIS_URL", url)
        monkeypatch.setenv("JOBSPIDER_PARTITIONS", "3")
    config.cache_clear()
    schema.upgrade(engine())
    return planner_of(config())


@pytest.fixture
def own_redis(redis_url: str) -> Iterator[str]:
    """A Redis with nothing of the planner's in it."""
    client = Redis.from_url(redis_url)
    forget(client)
    yield redis_url
    forget(client)
    client.close()


def forget(client: Redis) -> None:
    """As if Redis had been flushed, as far as the planner is concerned."""
    for key in client.scan_iter(match="jobspider:{d*}:due:*"):
        client.delete(key)


def engine() -> Engine:
    return configured_engine()


def add(planner: Planner, key: str, priority: int = 1, hours: float = 1.0) -> StoredSearch:
    """A search that has been due for so many hours."""
    search = Search(key=key, spider="indeed", arguments={"query": key}, priority=priority)
    with transaction(engine()) as connection:
        (found,) = add_searches(connection, [(search, datetime.now(UTC) - timedelta(hours=hours), DAY)], NOW)
    planner.put([entry_of(found)])
    return found


def row(key: str) -> StoredSearch:
    with engine().connect() as connection:
        return search_with_key(connection, key)


def taken(planner: Planner, limit: int = 100, spider: str = "indeed") -> list[str]:
    return [entity.key for entity in planner.take(spider, limit)]


def soon(planner: Planner, key: str) -> float:
    """Seconds until something can be taken again."""
    began = time.monotonic()
    while key not in taken(planner):
        assert time.monotonic() - began < 30, f"{key} did not come back"
        time.sleep(0.1)
    return time.monotonic() - began


def test_the_highest_priority_comes_first_and_in_it_the_most_overdue(planner: Planner) -> None:
    for key, priority, hours in (("low", 0, 9), ("old", 1, 3), ("new", 1, 1), ("high", 2, 0.1), ("later", 2, -1)):
        add(planner, key, priority, hours)

    assert planner.due() == {"indeed": 4}
    partitions = {depth.partition for depth in planner.depths()}
    if len(partitions) == 1:
        assert [taken(planner, 1), taken(planner, 2), taken(planner)] == [["high"], ["old", "new"], ["low"]]
    else:  # the order holds in each partition
        found = taken(planner)
        assert set(found) == {"low", "old", "new", "high"}
        for partition in partitions:
            inside = [key for key in found if partition_of(row(key).id, 3) == partition]
            assert inside == [key for key in ("high", "old", "new", "low") if key in inside]
    assert planner.due() == {}
    assert taken(planner, spider="reed") == []


def test_what_was_taken_comes_back_unless_it_was_finished(planner: Planner) -> None:
    add(planner, "finished")
    add(planner, "forgotten", hours=2)
    by_key = {entity.key: entity for entity in planner.take("indeed", 9)}
    planner.finish([Finished(by_key["finished"].lease, Outcome.OK, "a" * 32)])

    first = row("finished")
    assert (first.last_outcome, first.failures, first.interval_seconds) == ("ok", 0, DAY)
    assert first.next_crawl_at is not None
    assert timedelta(hours=21) < first.next_crawl_at - NOW < timedelta(hours=27)
    assert soon(planner, "forgotten") < 20
    assert taken(planner) == []


def test_intervals_follow_the_changes_and_failures_back_off(planner: Planner) -> None:
    lease = Lease(Kind.LIST, add(planner, "one").id)
    for outcome, content, interval, failures, hours in (
        (Outcome.OK, "a", DAY, 0, 24.0),
        (Outcome.OK, "a", round(DAY * 1.5), 0, 36.0),
        (Outcome.OK, "b", round(DAY * 0.9), 0, 21.6),
        (Outcome.FAILED, None, round(DAY * 0.9), 1, 6.0),
        (Outcome.GONE, None, round(DAY * 0.9), 2, 12.0),
        (Outcome.OK, "b", round(DAY * 1.35), 0, 32.4),
    ):
        planner.finish([Finished(lease, outcome, content)])
        found = row("one")
        assert (found.interval_seconds, found.failures, found.last_outcome) == (interval, failures, outcome)
        assert found.next_crawl_at is not None
        waits = (found.next_crawl_at - datetime.now(UTC)).total_seconds() / HOUR
        assert max(5.9, hours * 0.89) < waits < hours * 1.11


def test_two_planners_never_hold_the_same_at_once(planner: Planner) -> None:
    keys = {add(planner, f"search-{number}").key for number in range(60)}
    others = [planner_of(config()) for _ in range(4)]

    with ThreadPoolExecutor(4) as threads:
        found = [key for keys in threads.map(lambda each: taken(each, 20), others) for key in keys]

    assert len(found) == len(set(found))
    rest = taken(planner)
    assert sorted([*found, *rest]) == sorted(keys)


def test_the_database_decides_whatever_the_queue_says(planner: Planner) -> None:
    for key in ("removed", "disabled", "moved", "right"):
        add(planner, key)
    with transaction(engine()) as connection:  # by somebody whom the queue has not heard of
        remove_search(connection, "removed")
        enable_search(connection, "disabled", enabled=False, now=NOW)
        later = update(searches).where(searches.c.key == "moved")
        connection.execute(later.values(next_crawl_at=datetime.now(UTC) + timedelta(hours=5)))

    assert taken(planner) == ["right"]
    assert taken(planner) == []
    planner.finish([Finished(Lease(Kind.LIST, 10**9), Outcome.OK)])  # removed meanwhile


def test_a_job_page_is_due_until_its_posting_closes(planner: Planner) -> None:
    def raw(key: str, **more: str) -> Posting:
        return Posting.from_raw(
            {"source_id": key, "url": f"https://a.example/{key}", "title": "Welder", **more}, source="indeed", now=NOW
        )

    long_ago = NOW - timedelta(days=30)
    with transaction(engine()) as connection:
        upsert(connection, [raw("open"), raw("closed", is_expired="true")], NOW)
        pages = [SeenPage("indeed", f"https://a.example/{key}", key, "a" * 32) for key in ("open", "closed")]
        pages.append(SeenPage("indeed", "https://a.example/with-list", "open", "a" * 32, alone=False))
        entries = note_pages(connection, pages, long_ago)
    planner.put(entries)

    assert len(entries) == 2
    assert planner.due() == {"indeed": 2}
    (entity,) = planner.take("indeed", 9)
    assert (entity.url, entity.lease.kind) == ("https://a.example/open", Kind.DETAIL)
    with engine().connect() as connection:
        planned = dict(
            connection.execute(job_pages.select().with_only_columns(job_pages.c.url, job_pages.c.next_crawl_at)).all()
        )
    assert planned["https://a.example/closed"] is None


TAKE = """
import sys, time
from jobspider.config import config
from jobspider.planner.planner import planner_of
print([entity.key for entity in planner_of(config()).take("indeed", 9)], flush=True)
time.sleep(60)
"""


def test_what_a_killed_process_had_taken_comes_back(planner: Planner) -> None:
    add(planner, "one")
    settings = environment(planner_lease_seconds=str(LEASE))
    with subprocess.Popen(
        [sys.executable, "-c", TAKE], cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "['one']\n"
        process.send_signal(signal.SIGKILL)

    assert soon(planner, "one") < 20


@pytest.mark.parametrize("planner", ["mariadb and redis"], indirect=True)
def test_a_redis_that_was_flushed_is_filled_again_from_the_database(
    planner: Planner, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(50):
        add(planner, f"search-{number}", hours=1 if number % 2 else -1)
    assert len(taken(planner, 5)) == 5
    client = Redis.from_url(redis_url)
    forget(client)

    assert sum(depth.planned for depth in planner.depths()) == 50
    assert "has been built again from the database" in caplog.text
    assert len(taken(planner)) == 25  # what was leased is due too: leases are lost with Redis
    caplog.clear()
    planner.build_if_lost()
    assert caplog.text == ""

    # A write that Redis lost alone is found when it is long overdue; another number of partitions is built anew.
    for key in client.scan_iter(match="jobspider:{d*}:due:list:*"):
        client.delete(key)
    with transaction(engine()) as connection:
        connection.execute(update(searches).values(next_crawl_at=NOW - timedelta(hours=3)))
    assert planner.due() == {"indeed": 50}
    assert planner.due() == {"indeed": 50}
    client.set("jobspider:{d0}:due:built", "7")
    client.zadd(queue_keys(6, Kind.LIST, "indeed")[1], {"1": 1.0})
    assert planner.due() == {"indeed": 50}
    assert not client.exists(queue_keys(6, Kind.LIST, "indeed")[1])
    client.close()
