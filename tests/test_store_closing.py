"""Given postings and the lists that named them, when runs end, then what no list names any more is closed."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from jobspider.listing import LISTED_IN, LONGEST, Listing, run_mark, scope_name
from jobspider.store import runs as run_store
from jobspider.store.closing import BATCH
from jobspider.store.closing_of_run import Guard, close_after, close_if_last, due, refuse_closing, tell
from jobspider.store.gone import close_gone
from jobspider.store.listings import note_scopes
from jobspider.store.overdue import close_overdue
from jobspider.store.postings import upsert
from jobspider.tables import listings, postings, runs
from tests.analysts import NOON, posting

DAY = timedelta(days=1)
MONTH = timedelta(days=30)
GUARD = Guard(share=0.3, least=20)


def crawled(
    engine: Engine, day: int, numbers: range, scope: Any = "q=a", *, ended: bool = True, troubled: bool = False
) -> str:
    """A run of one process that lists these postings; its id."""
    run, at = f"run-{day}-{scope}", NOON + day * DAY
    with engine.begin() as connection:
        run_store.open_run(connection, run, "acme", {}, at, robots_lifted=False)
        run_store.open_node(connection, run, "host:1", at)
    upsert(
        engine, [posting(number, **{LISTED_IN: Listing(scope, run)}) for number in numbers], at + timedelta(minutes=1)
    )
    with engine.begin() as connection:
        note_scopes(connection, "acme", run, [scope] if ended else [], [scope] if troubled else [])
        run_store.close_node(connection, run, "host:1", at, "ok", {})
        run_store.close_run(connection, run, at, "ok", True, {})
        due(connection, run)
    return run


def closed(engine: Engine) -> dict[str, str]:
    """Why each closed posting is closed."""
    wanted = select(postings.c.source_id, postings.c.closed_reason).where(postings.c.closed_at.is_not(None))
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(wanted)}


def record(engine: Engine, run: str) -> Any:
    with engine.connect() as connection:
        return connection.scalar(select(runs.c.closing).where(runs.c.id == run))


def test_what_an_exhausted_list_no_longer_names_closes_and_opens_when_it_is_seen_again(engine: Engine) -> None:
    close_if_last(engine, crawled(engine, 0, range(100)), GUARD, NOON)
    second = crawled(engine, 1, range(10, 105))

    report = close_if_last(engine, second, GUARD, NOON + DAY)

    assert report == {"state": "done", "lists": 1, "closed": 10} == record(engine, second)
    assert closed(engine) == {f"job-{number:05d}": "not_listed" for number in range(10)}
    assert close_if_last(engine, second, GUARD, NOON + DAY) is None  # once
    assert close_after(engine, second, GUARD, NOON + DAY)["closed"] == 0  # or again, without harm
    crawled(engine, 2, range(105))
    assert closed(engine) == {}


def test_a_posting_that_another_list_names_stays_open_until_that_list_drops_it_too(engine: Engine) -> None:
    crawled(engine, 0, range(60), "q=a")
    crawled(engine, 0, range(5, 65), "q=b")

    close_if_last(engine, crawled(engine, 1, range(10, 60), "q=a"), GUARD, NOON + DAY)
    assert set(closed(engine)) == {f"job-{number:05d}" for number in range(5)}

    close_if_last(engine, crawled(engine, 2, range(10, 65), "q=b"), GUARD, NOON + 2 * DAY)
    assert set(closed(engine)) == {f"job-{number:05d}" for number in range(10)}


@pytest.mark.parametrize("how", [{"ended": False}, {"troubled": True}])
def test_a_list_that_was_not_read_to_its_end_proves_nothing(engine: Engine, how: dict[str, bool]) -> None:
    crawled(engine, 0, range(50))

    report = close_if_last(engine, crawled(engine, 1, range(10, 50), **how), GUARD, NOON + DAY)

    assert report == {"state": "done", "lists": 0, "closed": 0}
    assert closed(engine) == {}


def test_an_employer_whose_list_failed_keeps_its_postings_while_another_one_s_close(engine: Engine) -> None:
    crawled(engine, 0, range(40), "#failing")
    crawled(engine, 0, range(40, 80), "#fine")
    run = crawled(engine, 1, range(40, 75), "#fine")
    with engine.begin() as connection:
        note_scopes(connection, "acme", run, ["#failing"], ["#failing"])

    close_if_last(engine, run, GUARD, NOON + DAY)

    assert set(closed(engine)) == {f"job-{number:05d}" for number in range(75, 80)}


def test_nothing_is_decided_while_a_process_works_or_after_one_was_killed(engine: Engine) -> None:
    crawled(engine, 0, range(50))
    run = crawled(engine, 1, range(10, 50))
    with engine.begin() as connection:
        run_store.open_node(connection, run, "host:2", NOON)

    assert close_if_last(engine, run, GUARD, NOON + DAY) is None
    with engine.begin() as connection:
        run_store.close_node(connection, run, "host:2", NOON, "ok", {})
    assert close_if_last(engine, run, GUARD, NOON + DAY) is not None


def test_a_run_that_is_not_due_or_has_unknown_dead_letters_closes_nothing(engine: Engine) -> None:
    crawled(engine, 0, range(50))
    run = crawled(engine, 1, range(10, 50))
    with engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run).values(counts={"dead": 2, "troubles": 1}))
    other = crawled(engine, 2, range(10, 50))
    with engine.begin() as connection:
        refuse_closing(connection, other, "a process could not write")

    assert close_if_last(engine, run, GUARD, NOON) is close_if_last(engine, other, GUARD, NOON) is None
    assert record(engine, run)["why"] == "the frontier has dead letters that no list knows of"
    assert record(engine, other) == {"state": "unproven", "why": "a process could not write"}
    assert closed(engine) == {}


@pytest.mark.parametrize("left", [range(0), range(50)])
def test_a_run_that_lists_nothing_or_half_closes_none_and_says_so_until_a_person_lifts_it(
    engine: Engine, left: range, caplog: pytest.LogCaptureFixture
) -> None:
    crawled(engine, 0, range(100))
    run = crawled(engine, 1, left)

    report = close_if_last(engine, run, GUARD, NOON + DAY)
    assert report is not None
    tell(logging.getLogger("test"), run, report)

    missing = 100 - len(left)
    assert (report["state"], report["refused"], report["closed"]) == ("refused", missing, 0)
    assert report["refused_lists"] == [{"scope": "q=a", "named": 100, "missing": missing}]
    assert closed(engine) == {}
    assert f"closes none of {missing} postings" in caplog.text
    assert f"jobspider postings close --run {run} --anyway" in caplog.text

    lifted = close_after(engine, run, Guard(0.3, 20, off=True), NOON + DAY)
    assert (lifted["state"], lifted["closed"]) == ("done", missing)
    assert len(closed(engine)) == missing


def test_one_emptied_list_among_many_is_refused_alone(engine: Engine) -> None:
    for day, of_first, of_second in ((0, range(30), range(100, 400)), (1, range(0), range(105, 400))):
        crawled(engine, day, of_first, "#small")
        crawled(engine, day, of_second, "#large")
    run = "run-1-#large"
    with engine.begin() as connection:
        note_scopes(connection, "acme", run, ["#small"], [])

    report = close_if_last(engine, run, GUARD, NOON + DAY)

    assert report is not None
    assert (report["closed"], report["refused"], report["refused_lists"][0]["scope"]) == (5, 30, "#small")


def test_small_lists_may_empty_and_more_than_a_batch_closes(engine: Engine) -> None:
    crawled(engine, 0, range(19), "#few")
    assert close_if_last(engine, crawled(engine, 1, range(0), "#few"), GUARD, NOON + DAY)["closed"] == 19  # type: ignore[index]
    many = 2 * BATCH + 7
    crawled(engine, 0, range(100, 100 + many), "#many")
    run = crawled(engine, 1, range(0), "#many")

    assert close_after(engine, run, Guard(0.3, 20, off=True), NOON + DAY)["closed"] == many
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(listings)) == 0


def test_what_somebody_saw_since_the_run_began_stays_open_whatever_the_marks_say(engine: Engine) -> None:
    crawled(engine, 0, range(50))
    run = crawled(engine, 1, range(10, 50))
    upsert(engine, [posting(3)], NOON + DAY + timedelta(hours=1))  # its page was read by itself

    close_if_last(engine, run, GUARD, NOON + DAY)

    assert len(closed(engine)) == 9
    assert "job-00003" not in closed(engine)


def test_time_closes_what_has_passed_its_end_and_what_nobody_saw_while_somebody_looked(engine: Engine) -> None:
    crawled(engine, 0, range(5), ended=False)
    ends = {"valid_through": NOON + DAY}
    upsert(engine, [posting(7, **ends), posting(8, valid_through=NOON + 2 * MONTH)], NOON)

    assert close_overdue(engine, NOON + 90 * DAY, MONTH) == {"valid_through": 2, "not_seen": 0}  # nobody has looked
    assert set(closed(engine)) == {"job-00007", "job-00008"}

    crawled(engine, 31, range(3), ended=False)
    assert close_overdue(engine, NOON + 90 * DAY, MONTH) == {"valid_through": 0, "not_seen": 2}
    assert close_overdue(engine, NOON + 90 * DAY, MONTH) == {"valid_through": 0, "not_seen": 0}
    assert {key for key, reason in closed(engine).items() if reason == "not_seen"} == {"job-00003", "job-00004"}


def test_a_posting_whose_end_has_passed_opens_again_only_with_another_end(engine: Engine) -> None:
    upsert(engine, [posting(1, valid_through=NOON + DAY), posting(2, valid_through=NOON + DAY)], NOON)
    close_overdue(engine, NOON + 2 * DAY, MONTH)

    upsert(engine, [posting(1, valid_through=NOON + DAY), posting(2, valid_through=NOON + 9 * DAY)], NOON + 3 * DAY)

    assert closed(engine) == {"job-00001": "valid_through"}


def test_pages_that_are_gone_close_their_posting_and_no_other_source_s(engine: Engine) -> None:
    upsert(engine, [posting(1), posting(2)], NOON)

    assert close_gone(engine, "other", ["job-00001"], [], NOON) == 0
    assert close_gone(engine, "acme", ["job-00001", "unknown"], ["https://jobs.example/unknown"], NOON) == 1
    assert closed(engine) == {"job-00001": "gone"}


def test_a_scope_s_name_is_stable_and_bounded() -> None:
    assert scope_name({"query": "a b", "location": "x"}) == scope_name({"location": "x", "query": "a b"})
    assert scope_name({"query": "a"}, "acme") == "query=a#acme"
    long = [scope_name({"query": "ä" * 5000 + end}) for end in "ab"]
    assert len(set(long)) == 2
    assert all(len(name) <= LONGEST for name in long)
    assert 0 <= run_mark("run") < 2**63
