"""Given schedules in a database, when they are added, changed and fired, then each name and each occurrence is one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from jobspider.errors import ScheduleExistsError, UnknownScheduleError
from jobspider.records import Schedule, State
from jobspider.schedule.ledger import Ledger
from jobspider.search.schedules import all_schedules, occurrences_of, schedule_named
from jobspider.store.schedules import add_schedule, edit_schedule, remove_schedule
from jobspider.store.transaction import transaction

NOW = datetime(2026, 11, 22, 4, 0, 0, 1, UTC)
LATER = NOW + timedelta(hours=1)
GRACE = timedelta(hours=1)
HOURLY = Schedule(name="hourly", spider="indeed", cron="0 * * * *", arguments={"query": "Köchin 😀"})


def test_a_new_database_crawls_indeed_daily_at_noon_in_taipei(engine: Engine) -> None:
    with engine.connect() as connection:
        (found,) = all_schedules(connection)
    assert (found.name, found.spider, found.arguments) == ("indeed-daily", "indeed", {})
    assert (found.cron, found.time_zone, found.enabled) == ("0 12 * * *", "Asia/Taipei", True)
    assert datetime.now(UTC) - found.checked_until < timedelta(minutes=1)


def test_a_schedule_comes_back_as_it_was_added(engine: Engine) -> None:
    with transaction(engine) as connection:
        add_schedule(connection, HOURLY, NOW)
        found = schedule_named(connection, "hourly")
    assert Schedule(**found.model_dump(include=set(Schedule.model_fields))) == HOURLY
    assert (found.checked_until, found.last_fired_at) == (NOW, None)


def test_names_are_taken_once_and_unknown_ones_are_named(engine: Engine) -> None:
    with transaction(engine) as connection:
        add_schedule(connection, HOURLY, NOW)
    with pytest.raises(ScheduleExistsError, match="hourly"), transaction(engine) as connection:
        add_schedule(connection, HOURLY, NOW)
    with transaction(engine) as connection:
        add_schedule(connection, HOURLY.model_copy(update={"name": "Hourly"}), NOW)
        remove_schedule(connection, "hourly")
        assert [each.name for each in all_schedules(connection)] == ["Hourly", "indeed-daily"]
        with pytest.raises(UnknownScheduleError, match="no schedule x"):
            remove_schedule(connection, "x")
        with pytest.raises(UnknownScheduleError, match="no schedule x"):
            edit_schedule(connection, _named("x"), NOW)


def _named(name: str) -> Schedule:
    return HOURLY.model_copy(update={"name": name})


@pytest.mark.parametrize(
    ("change", "until"),
    [
        ({"cron": "30 * * * *"}, LATER),
        ({"time_zone": "Asia/Kolkata"}, LATER),
        ({"enabled": False}, LATER),
        ({"arguments": {}, "priority": 5, "spider": "reed"}, NOW),
    ],
)
def test_a_change_of_when_it_fires_counts_from_then_on(
    engine: Engine, change: dict[str, object], until: datetime
) -> None:
    changed = HOURLY.model_copy(update=change)
    with transaction(engine) as connection:
        add_schedule(connection, HOURLY, NOW)
        edit_schedule(connection, changed, LATER)
        found = schedule_named(connection, "hourly")
    assert Schedule(**found.model_dump(include=set(Schedule.model_fields))) == changed
    assert found.checked_until == until


def test_an_occurrence_is_one_row_whoever_finds_it_due(engine: Engine) -> None:
    with transaction(engine) as connection:
        remove_schedule(connection, "indeed-daily")
        add_schedule(connection, HOURLY, NOW)
        add_schedule(connection, _named("off").model_copy(update={"enabled": False}), NOW)
        add_schedule(connection, _named("odd").model_copy(update={"cron": "never"}), NOW)
    for ledger in (Ledger(engine), Ledger(engine)):
        ledger.note_due(LATER, GRACE)
        ledger.note_due(LATER, GRACE)

    (firing,) = Ledger(engine).firings((State.FIRING,), LATER)

    assert firing.occurrence.due_at == LATER.replace(microsecond=0)
    assert (firing.occurrence.run_id, firing.schedule.name) == ("hourly-20261122T050000Z", "hourly")
    assert firing.earlier == frozenset()


def test_what_became_of_an_occurrence_is_kept_and_its_run_is_an_earlier_one_of_the_next(engine: Engine) -> None:
    ledger = Ledger(engine)
    with transaction(engine) as connection:
        add_schedule(connection, HOURLY, NOW)
    ledger.note_due(LATER, GRACE)
    (first,) = ledger.firings((State.FIRING,), LATER)
    ledger.save(first.occurrence, State.FIRED, {"a:1": "posted", "b:2": "b:2 is down"}, "x" * 600, LATER)
    ledger.note_due(LATER + GRACE, GRACE)

    (second,) = ledger.firings((State.FIRING,), LATER + GRACE)

    assert second.earlier == {first.occurrence.run_id}
    assert second.schedule.last_fired_at == first.occurrence.due_at
    with engine.connect() as connection:
        kept = occurrences_of(connection, first.schedule.id)[1]
    assert (kept.state, kept.nodes) == (State.FIRED, {"a:1": "posted", "b:2": "b:2 is down"})
    assert len(kept.detail or "") == 500
