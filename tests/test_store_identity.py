"""Given stored postings, when they are matched, then the same job has one id, and what was undone stays undone."""

import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, select

from jobspider.enrich import enrich
from jobspider.posting import Posting
from jobspider.store import identity
from jobspider.store.identity import match_again, match_waiting, take_out
from jobspider.store.postings import upsert
from jobspider.store.transaction import transaction
from jobspider.tables import job_keys, job_links, match_queue, postings
from tests.crawling import environment
from tests.test_matching import OTHER, TEXT

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def posting(source_id: str, source: str = "one", **values: Any) -> Posting:
    row = {
        "source_id": source_id,
        "url": f"https://{source}.example/jobs/{source_id}-4711",
        "title": "Tide Surveyor",
        "company": "Harbour Trust",
        "location_raw": "Whitby",
        "description_text": TEXT,
        **values,
    }
    return enrich(Posting.from_raw(row, source=source, now=NOON, country="GB"), NOON)


def store(engine: Engine, *found: Posting) -> None:
    """Stores them one by one, so that their ids are in this order, and matches them."""
    for each in found:
        upsert(engine, [each], NOON)
    match_waiting(engine)


def jobs(engine: Engine) -> dict[str, str]:
    """The source_id of each posting, and that of the posting which gives it its job's id."""
    with engine.connect() as connection:
        rows = connection.execute(select(postings.c.id, postings.c.source_id, postings.c.job_id)).all()
    names = {row.id: row.source_id for row in rows}
    return {row.source_id: names[row.job_id] for row in rows}


def number_of(engine: Engine, source_id: str) -> int:
    with engine.connect() as connection:
        number: int = connection.execute(select(postings.c.id).where(postings.c.source_id == source_id)).scalar_one()
        return number


def counted(connection: Connection, table: Any) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def undo(engine: Engine, source_id: str) -> list[int]:
    with transaction(engine) as connection:
        return take_out(connection, number_of(engine, source_id), NOON)


def test_the_same_job_on_two_boards_has_one_id_and_says_why(engine: Engine) -> None:
    store(engine, posting("a"), posting("b", location_raw="Grimsby"), posting("c", "two", company="HARBOUR TRUST LTD"))
    assert jobs(engine) == {"a": "a", "b": "b", "c": "a"}
    store(engine, posting("d", "three", company="Coastal Staffing"))
    assert jobs(engine)["d"] == "d", "a possible copy is a job of its own"
    with engine.connect() as connection:
        links = {(row.basis, row.score) for row in connection.execute(select(job_links))}
        assert links == {("text", 1.0), ("copy", 1.0)}
        assert counted(connection, match_queue) == 0
        before = counted(connection, job_keys)
    match_again(engine)
    assert match_waiting(engine) == 4
    assert jobs(engine) == {"a": "a", "b": "b", "c": "a", "d": "d"}
    with engine.connect() as connection:
        assert counted(connection, job_keys) == before


def test_what_was_undone_stays_undone(engine: Engine) -> None:
    store(engine, posting("a"), posting("b", "two"), posting("c", "three"))
    assert undo(engine, "b") == [number_of(engine, "a"), number_of(engine, "c")]
    assert jobs(engine) == {"a": "a", "b": "b", "c": "a"}
    assert undo(engine, "b") == []
    match_again(engine)
    match_waiting(engine)
    assert jobs(engine) == {"a": "a", "b": "b", "c": "a"}
    store(engine, posting("d", "four"))
    assert sorted(jobs(engine).values()) in (["a", "a", "a", "b"], ["a", "a", "b", "b"]), "it joins one of them"
    assert jobs(engine)["b"] != jobs(engine)["a"]


def test_the_others_get_the_next_id_when_the_posting_that_gave_it_is_taken_out(engine: Engine) -> None:
    store(engine, posting("a"), posting("b", "two"), posting("c", "three"))
    undo(engine, "a")
    assert jobs(engine) == {"a": "a", "b": "b", "c": "b"}


def test_two_jobs_that_prove_to_be_one_keep_the_older_id(engine: Engine) -> None:
    address = "https://harbour.example/vacancies/4711"
    store(engine, posting("a", description_text=None), posting("b", "two"), posting("c", "three"))
    assert jobs(engine) == {"a": "a", "b": "b", "c": "b"}
    store(engine, posting("a", apply_url=address, description_text=None), posting("c", "three", apply_url=address))
    assert jobs(engine) == {"a": "a", "b": "a", "c": "a"}


def test_a_posting_that_becomes_another_job_leaves_it(engine: Engine) -> None:
    store(engine, posting("a"), posting("b", "two"), posting("c", "three"))
    store(engine, posting("a", title="Senior Baker", description_text=OTHER))
    assert jobs(engine) == {"a": "a", "b": "b", "c": "b"}


def test_a_posting_without_a_place_does_not_join_two_places(engine: Engine) -> None:
    store(engine, posting("a"), posting("b", "two", location_raw="Grimsby"), posting("c", "three", location_raw=None))
    found = jobs(engine)
    assert found["a"] != found["b"]
    assert found["c"] in {"a", "b"}


def test_a_form_that_all_jobs_share_joins_none(engine: Engine) -> None:
    form = "https://harbour.example/careers/4711"
    titles = ("Tide Surveyor", "Harbour Baker", "Gull Watcher")
    store(engine, *(posting(t[0], title=t, description_text=None, apply_url=form) for t in titles))
    assert len(set(jobs(engine).values())) == 3


def test_matchers_at_once_find_every_pair(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "BATCH", 3)
    towns = ("Whitby", "Grimsby", "Leith", "Hull", "Poole", "Dover")
    upsert(engine, [posting(f"{s}-{t}", s, location_raw=t) for t in towns for s in ("one", "two", "three")], NOON)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(match_waiting, [engine] * 3))
    assert sum(done) == 18
    assert sorted(jobs(engine).values()).count(jobs(engine)["one-Hull"]) == 3
    assert len(set(jobs(engine).values())) == len(towns)


def test_a_batch_that_fails_stays_queued_as_a_whole(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    upsert(engine, [posting("a")], NOON)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(identity, "write_links", killed)
        with pytest.raises(KeyboardInterrupt):
            match_waiting(engine)
    with engine.connect() as connection:
        assert (counted(connection, match_queue), counted(connection, job_keys)) == (1, 0)
    assert match_waiting(engine) == 1
    assert jobs(engine) == {"a": "a"}


def test_a_matcher_that_is_killed_loses_and_repeats_nothing(engine: Engine) -> None:
    boards, jobs_of_each = ("one", "two"), 100
    upsert(engine, [posting(f"{s}-{n}", s, title=f"Surveyor {n}") for n in range(jobs_of_each) for s in boards], NOON)
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", "from jobspider.cli import main; main()", "match"]
    with subprocess.Popen(command, env=environment(database_url=url), stdout=subprocess.DEVNULL) as matcher:
        while matcher.poll() is None and waiting(engine) == len(boards) * jobs_of_each:
            time.sleep(0.01)
        matcher.kill()
    left = waiting(engine)
    assert left % identity.BATCH == 0, "a batch is there as a whole or not at all"
    assert match_waiting(engine) == left
    assert Counter(jobs(engine).values()) == {f"one-{n}": 2 for n in range(jobs_of_each)}


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return counted(connection, match_queue)
