"""Given evidence that is as the site says, when one thing is falsified, then the soak's audit names that thing."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.soak import facts
from benchmarks.soak.audit.alerts import audit_alerts, matching
from benchmarks.soak.audit.deaths import audit_deaths
from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.audit.events import STATE, audit_events
from benchmarks.soak.audit.known import KNOWN
from benchmarks.soak.audit.logs import Injected, audit_logs, errors
from benchmarks.soak.audit.memory import Life, Sample, audit_memory, growths
from benchmarks.soak.audit.postings import audit_postings, audit_versions
from benchmarks.soak.consumer import Told
from benchmarks.soak.days import Day
from benchmarks.soak.expected import Expected, Times, expected
from benchmarks.soak.faults import FAULTS
from benchmarks.soak.program import Death
from benchmarks.soak.site import Site
from benchmarks.soak.truth import SITES, state_on

SEED, SIZE, DAYS = 3, 160, 12
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALENDAR = [
    Day(n, NOON + n * timedelta(minutes=1), dict.fromkeys(SITES, NOON), NOON + (n + 1) * timedelta(minutes=1))
    for n in range(DAYS)
]
TIMES = Times(CALENDAR)


def moment(day: int) -> datetime:
    return CALENDAR[day].began + timedelta(seconds=30)


@dataclass
class Evidence:
    """What a service without fault has."""

    wanted: list[Expected]
    rows: list[dict[str, Any]]
    versions: dict[tuple[str, str], list[dict[str, Any]]]
    told: list[Told]
    messages: list[tuple[str, dict[str, Any], bool]]

    def audit(self) -> list[Deviation]:
        """What all of the audit finds."""
        return [
            *audit_postings(self.wanted, self.rows, TIMES),
            *audit_versions(self.wanted, self.versions, TIMES),
            *audit_events(self.wanted, self.told, TIMES),
            *audit_alerts(matching(self.wanted, SEED, DAYS), self.messages),
        ]

    def row(self, wanted: Callable[[Expected], bool]) -> dict[str, Any]:
        """The row of the first posting that is like this."""
        key = next(each.key for each in self.wanted if wanted(each))
        return next(row for row in self.rows if (row["source"], row["source_id"]) == key)


@pytest.fixture(scope="module")
def faultless() -> Evidence:
    wanted = list(expected(SEED, SIZE, DAYS))
    told = [event for each in wanted for event in events_of(each)]
    alerts = matching(wanted, SEED, DAYS)
    messages = [
        (f"m-{name}-{n}", message(name, [key]), True) for name, keys in alerts.items() for n, key in enumerate(keys)
    ]
    versions = {each.key: versions_of(each) for each in wanted if each.versions}
    return Evidence(wanted, [row_of(each) for each in wanted], versions, sorted(told, key=lambda e: e.time), messages)


@pytest.fixture
def evidence(faultless: Evidence) -> Evidence:
    return copy.deepcopy(faultless)


def row_of(each: Expected) -> dict[str, Any]:
    closed = None if each.is_open else moment(each.steps[-1].day)
    return {
        **each.columns,
        "source": each.source,
        "source_id": each.source_id,
        "first_seen_at": moment(each.steps[0].day),
        "last_seen_at": moment(each.last_day),
        "closed_at": closed,
        "closed_reason": closed and "not_listed",
    }


def versions_of(each: Expected) -> list[dict[str, Any]]:
    def replaced(step: Any) -> dict[str, Any]:
        before = facts.stored(each.number, step.before)
        return {name: before.get(name) for name in facts.columns_of(step.parts)}

    return [{"changed_at": moment(step.day), "replaced": replaced(step)} for step in each.versions]


def events_of(each: Expected) -> list[Told]:
    def changed(step: Any) -> frozenset[str]:
        return frozenset(facts.columns_of(step.parts) | (STATE if step.opened else set()))

    return [
        Told(
            1000 * step.day + each.number,
            step.type,
            each.number,
            each.source,
            each.source_id,
            changed(step),
            moment(step.day),
        )
        for step in each.steps
    ]


def message(alert: str, keys: list[tuple[str, str]]) -> dict[str, Any]:
    shown = [{"source": source, "source_id": source_id} for source, source_id in keys]
    return {"alert": alert, "postings": shown, "total": len(keys), "more": 0}


def test_evidence_without_fault_has_no_deviation_and_the_days_have_all_that_can_happen(faultless: Evidence) -> None:
    assert faultless.audit() == []
    kinds = {step.type for each in faultless.wanted for step in each.steps}
    assert kinds == {"posting.new", "posting.changed", "posting.closed"}
    assert any(step.opened for each in faultless.wanted for step in each.steps)
    assert any(not each.is_open for each in faultless.wanted)
    assert {each.source for each in faultless.wanted} == set(SITES)
    assert all(matching(faultless.wanted, SEED, DAYS).values())


def test_the_site_shows_what_the_pure_functions_say() -> None:
    site = Site(SEED, SIZE)
    for day in range(DAYS):
        site.turn()
        assert site.states == [state_on(SEED, number, day) for number in range(SIZE)]


def lose_a_row(evidence: Evidence) -> None:
    evidence.rows.pop()


def store_twice(evidence: Evidence) -> None:
    evidence.rows.append(evidence.rows[0])


def invent(evidence: Evidence) -> None:
    evidence.rows.append({**evidence.rows[0], "source_id": "nobody-listed-it"})


def garble_a_title(evidence: Evidence) -> None:
    evidence.row(lambda each: "Café" in each.columns["title"])["title"] = "CafÃ© Cook"


def halve_a_pay(evidence: Evidence) -> None:
    evidence.rows[0]["salary_min"] /= 2


def forget_to_close(evidence: Evidence) -> None:
    evidence.row(lambda each: not each.is_open).update(closed_at=None, closed_reason=None)


def close_what_is_listed(evidence: Evidence) -> None:
    evidence.row(lambda each: each.is_open).update(closed_at=moment(3), closed_reason="not_listed")


def close_too_late(evidence: Evidence) -> None:
    evidence.row(lambda each: not each.is_open)["closed_at"] += timedelta(minutes=2)


def see_first_too_late(evidence: Evidence) -> None:
    evidence.rows[0]["first_seen_at"] += timedelta(minutes=1)


def not_see_today(evidence: Evidence) -> None:
    evidence.row(lambda each: each.is_open)["last_seen_at"] -= timedelta(minutes=1)


def lose_a_version(evidence: Evidence) -> None:
    next(iter(evidence.versions.values())).pop()


def version_twice(evidence: Evidence) -> None:
    found = next(iter(evidence.versions.values()))
    found.append(found[-1])


def wrong_old_value(evidence: Evidence) -> None:
    replaced = next(v["replaced"] for found in evidence.versions.values() for v in found if "title" in v["replaced"])
    replaced["title"] = "what it never was"


def lose_an_event(evidence: Evidence) -> None:
    evidence.told.pop(40)


def invent_an_event(evidence: Evidence) -> None:
    last = evidence.told[-1]
    evidence.told.append(replace(last, id=last.id + 1, type="posting.changed"))


def mix_up_the_order(evidence: Evidence) -> None:
    first = next(each for each in evidence.told if each.type == "posting.closed")
    mine = [n for n, each in enumerate(evidence.told) if each.source_id == first.source_id]
    evidence.told[mine[0]], evidence.told[mine[1]] = evidence.told[mine[1]], evidence.told[mine[0]]


def leave_out_a_changed_field(evidence: Evidence) -> None:
    number = next(n for n, each in enumerate(evidence.told) if "title" in each.changed)
    evidence.told[number] = replace(evidence.told[number], changed=frozenset({"salary_min"}))


def lose_a_message(evidence: Evidence) -> None:
    evidence.messages.pop()


def tell_in_two_messages(evidence: Evidence) -> None:
    evidence.messages.append(("another-id", evidence.messages[0][1], True))


def tell_of_what_does_not_match(evidence: Evidence) -> None:
    evidence.messages.append(("another-id", message("nights", [("lever", "soak-000001")]), True))


def refuse_for_ever(evidence: Evidence) -> None:
    number, body, _ = evidence.messages[0]
    evidence.messages[0] = (number, body, False)


@pytest.mark.parametrize(
    ("falsify", "kind", "field"),
    [
        (lose_a_row, "posting", "rows"),
        (store_twice, "posting", "rows"),
        (invent, "posting", "row"),
        (garble_a_title, "field", "title"),
        (halve_a_pay, "field", "salary_min"),
        (forget_to_close, "state", "closed_reason"),
        (close_what_is_listed, "state", "closed_at"),
        (close_too_late, "time", "closed_at"),
        (see_first_too_late, "time", "first_seen_at"),
        (not_see_today, "time", "last_seen_at"),
        (lose_a_version, "version", "versions"),
        (version_twice, "version", "versions"),
        (wrong_old_value, "version", "title until day"),
        (lose_an_event, "event", "events"),
        (invent_an_event, "event", "events"),
        (mix_up_the_order, "event", "events"),
        (leave_out_a_changed_field, "event", "changed on day"),
        (lose_a_message, "alert", "postings in all messages"),
        (tell_in_two_messages, "alert", ""),
        (tell_of_what_does_not_match, "alert", "lever soak-000001"),
        (refuse_for_ever, "alert", "message"),
    ],
)
def test_one_falsified_thing_is_named(
    evidence: Evidence, falsify: Callable[[Evidence], None], kind: str, field: str
) -> None:
    falsify(evidence)
    found = evidence.audit()
    assert {each.kind for each in found} == {kind}
    assert any(field in each.field for each in found)


def test_repeats_of_events_and_messages_are_no_deviation(evidence: Evidence) -> None:
    evidence.told[10:10] = evidence.told[5:10]
    evidence.messages += evidence.messages[:5]
    number, body, _ = evidence.messages[0]
    evidence.messages.insert(0, (number, body, False))
    assert evidence.audit() == []


def test_a_process_that_grows_is_named_and_one_that_only_warms_up_is_not() -> None:
    flat = [Sample(second, 100 + min(second, 30)) for second in range(300)]
    growing = [Sample(second, 100 + second / 4) for second in range(300)]
    short = growing[:60]
    samples = {
        Life("api-1", 7): flat,
        Life("worker-1", 8): growing,
        Life("worker-1", 9): short,
        Life("redis", 5): growing,
    }
    found = list(audit_memory(growths(samples)))
    assert [each.subject for each in found] == ["worker-1 (process 8)"]


def test_of_several_lives_one_that_warms_up_late_is_not_named_and_one_that_grows_on_is() -> None:
    quick = [Sample(second, 100 + min(second, 30)) for second in range(0, 200, 10)]
    late = [Sample(second, 100 + min(max(second - 80, 0), 32)) for second in range(0, 300, 10)]
    growing = [Sample(second, 100 + second / 4) for second in range(0, 400, 10)]
    lives = {Life("worker-1", 1): quick, Life("worker-2", 2): quick, Life("worker-2", 3): late}
    assert not list(audit_memory(growths(lives)))
    found = list(audit_memory(growths({**lives, Life("worker-1", 4): growing})))
    assert [each.subject for each in found] == ["worker-1 (process 4)"]


LOG = """2026-11-22 12:00:10,123 INFO all is well
2026-11-22 12:00:20,123 ERROR events wait: the Redis of JOBSPIDER_EVENTS_URL takes no events now: Connection refused
Traceback (most recent call last):
  File "somewhere", line 1
KeyError: 'x'
2026-11-22 12:09:20,123 ERROR events wait: the Redis of JOBSPIDER_EVENTS_URL takes no events now: Connection refused
"""


def test_an_error_is_explained_by_a_fault_of_its_time_only() -> None:
    lines = list(errors("worker-1", LOG.splitlines()))
    assert [line.text.split()[0] for line in lines] == ["2026-11-22", "Traceback", "2026-11-22"]
    fault = Injected("redis killed", "redis", NOON + timedelta(seconds=18), NOON + timedelta(seconds=19))
    found, explained = audit_logs(lines, [fault])
    assert [each.found.split(" … ")[-1][-14:] for each in found] == ["KeyError: 'x'", "ection refused"]
    assert sum(explained.values()) == 1
    assert len(audit_logs(lines, [])[0]) == 3
    assert all(known.faults <= {each.kind for each in FAULTS} for known in KNOWN)


FULL = """2026-11-22 12:00:20 13 [ERROR] [FATAL] InnoDB: Error (Out of disk space) in rollback.
261122 12:00:20 [ERROR] /usr/sbin/mariadbd got signal 6 ;
2026-11-22 12:00:22 0 [ERROR] InnoDB: Could not set the file size of './ibtmp1'. Probably out of disk space
2026-11-22 12:00:22 0 [ERROR] InnoDB: Unable to create the shared innodb_temporary
2026-11-22 12:00:22 0 [ERROR] InnoDB: Plugin initialization aborted with error Generic error
2026-11-22 12:00:22 0 [ERROR] Plugin 'InnoDB' registration as a STORAGE ENGINE failed.
2026-11-22 12:00:22 0 [ERROR] Unknown/unsupported storage engine: InnoDB
2026-11-22 12:00:22 0 [ERROR] Aborting
"""
CUT = """2026-11-22 12:00:21,142 ERROR Exception during reset or similar
Traceback (most recent call last):
  File "pymysql/connections.py", line 828, in _read_bytes
  File "/python3.11/socket.py", line 706, in readinto
ConnectionResetError: [Errno 104] Connection reset by peer

The above exception was the direct cause of the following exception:
"""


def test_a_full_disk_explains_that_mariadb_gives_up_and_nothing_else_does() -> None:
    lines = list(errors("mariadb", FULL.splitlines()))
    full = Injected("disk full", "disk", NOON + timedelta(seconds=18), NOON + timedelta(seconds=19))
    assert len(lines) == 8
    assert audit_logs(lines, [full])[0] == []
    assert len(audit_logs(lines, [full._replace(kind="mariadb killed")])[0]) == 8
    cut = list(errors("worker-1", CUT.splitlines()))
    assert len(cut) == 2
    assert audit_logs(cut, [full._replace(kind="mariadb killed")])[0] == []
    assert len(audit_logs(cut, [full._replace(kind="site slow")])[0]) == 2


def test_a_program_may_end_at_its_start_while_the_database_is_away_and_at_no_other_time() -> None:
    fault = Injected("mariadb blocked", "way to mariadb", NOON, NOON + timedelta(seconds=9))
    second = timedelta(seconds=1)
    starting = Death("worker-2", NOON + second, NOON + 4 * second, 1)
    working = Death("worker-1", NOON - 90 * second, NOON + 4 * second, 1)
    later = Death("api-1", NOON + 200 * second, NOON + 204 * second, 1)
    server = Death("mariadb", NOON - 90 * second, NOON + 4 * second, -6)
    found = list(audit_deaths([starting, working, later, server], [fault]))
    assert [each.subject for each in found] == ["worker-1", "api-1", "mariadb"]
    assert not list(audit_deaths([server], [fault._replace(kind="disk full")]))


def test_the_guide_names_every_fault() -> None:
    guide = (Path(__file__).resolve().parents[1] / "docs" / "soak.md").read_text()

    assert [fault.kind for fault in FAULTS if f"`{fault.kind}`" not in guide] == []
