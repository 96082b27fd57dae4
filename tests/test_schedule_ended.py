"""Given records that are open and what the nodes answer, when compared, then what was killed, and what it was."""

from datetime import UTC, datetime
from typing import Any

from jobspider.outcome import Outcome
from jobspider.records import OpenProcess, Run, RunProcess
from jobspider.schedule.ended import ended_runs, lost_processes
from jobspider.schedule.nodes import Survey
from jobspider.schedule.scrapyd import Jobs

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
RUN = "daily-20261122T040000Z"
IDLE = Survey({"a": Jobs(finished=frozenset({RUN})), "b": Jobs()})


def process(pid: int = 7, job: str = RUN) -> OpenProcess:
    return OpenProcess(id=pid, run_id=RUN, node=f"host:{pid}", job=job)


def run(*processes: RunProcess) -> Run:
    return Run(id=RUN, spider="indeed", arguments={}, started_at=START, processes=processes)


def part(outcome: str | None, job: str | None = RUN, **counts: Any) -> RunProcess:
    return RunProcess(node="host:7", job=job, started_at=START, outcome=outcome, counts=counts)


def test_a_process_that_no_node_runs_any_more_was_killed() -> None:
    assert lost_processes([process()], IDLE) == [process()]


def test_a_process_that_a_node_runs_is_left_alone() -> None:
    assert lost_processes([process()], Survey({"a": Jobs(running={RUN: 7})})) == []
    assert lost_processes([process()], Survey({"a": Jobs(running={RUN: None})})) == []


def test_a_process_is_told_from_the_same_job_on_another_node() -> None:
    survey = Survey({"a": Jobs(finished=frozenset({RUN})), "b": Jobs(running={RUN: 8})})
    assert lost_processes([process(7), process(8)], survey) == [process(7)]


def test_nothing_is_judged_while_a_node_is_down() -> None:
    survey = Survey(IDLE.jobs, {"c": "down"})
    assert lost_processes([process()], survey) == []
    assert ended_runs([run(part("failed"))], survey) == []


def test_a_run_whose_processes_have_all_ended_has_ended() -> None:
    assert ended_runs([run(part("failed"))], IDLE) == [(run(part("failed")), Outcome.FAILED)]
    stored = run(part("failed"), part("partial", postings=12))
    assert ended_runs([stored], IDLE) == [(stored, Outcome.PARTIAL)]


def test_a_run_is_cancelled_when_a_process_of_it_was_or_when_its_job_never_began() -> None:
    cancelled = run(part("cancelled", postings=12), part("failed"))
    assert ended_runs([cancelled], IDLE) == [(cancelled, Outcome.CANCELLED)]
    assert ended_runs([run()], Survey({"a": Jobs()})) == [(run(), Outcome.CANCELLED)]
    assert ended_runs([run()], IDLE) == [(run(), Outcome.FAILED)]


def test_a_run_that_a_process_or_a_waiting_job_can_still_go_on_with_is_left_alone() -> None:
    assert ended_runs([run(part("failed"), part(None))], IDLE) == []
    assert ended_runs([run(part("failed"))], Survey({"a": Jobs(frozenset({RUN}))})) == []
    other = run(part("failed", job="by-scrapydweb"))
    assert ended_runs([other], Survey({"a": Jobs(running={"by-scrapydweb": 9})})) == []


def test_a_run_with_a_process_that_was_started_by_hand_is_never_judged() -> None:
    assert ended_runs([run(part("failed", job=None))], IDLE) == []
