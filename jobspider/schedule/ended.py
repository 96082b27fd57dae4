"""Which processes and runs have ended without a word: pure, of the records left open and the nodes' answers.

A process ends its record before it exits, so one that Scrapyd no longer runs and whose record is open was killed. That
is only known when every node answers: a node that is down may still run it. Processes that were started by hand have
no Scrapyd job, and are never judged.
"""

from collections.abc import Iterable, Sequence

from jobspider.outcome import Outcome, decide
from jobspider.records import OpenProcess, Run
from jobspider.run import total
from jobspider.schedule.nodes import Survey


def lost_processes(processes: Iterable[OpenProcess], survey: Survey) -> list[OpenProcess]:
    """Those that no node runs any more. `processes` were read before the nodes were asked."""
    if survey.down:
        return []
    running = [(job, pid) for jobs in survey.jobs.values() for job, pid in jobs.running.items()]
    return [each for each in processes if not any(_is(each, job, pid) for job, pid in running)]


def ended_runs(runs: Iterable[Run], survey: Survey) -> list[tuple[Run, Outcome]]:
    """Runs that nothing works on any more and that nobody has closed, with their outcome."""
    if survey.down:
        return []
    return [(run, outcome_of(run, survey)) for run in runs if _is_over(run, survey)]


def outcome_of(run: Run, survey: Survey) -> Outcome:
    """Cancelled when a process of it was, or when Scrapyd has dropped its job before it began; else by its counts."""
    dropped = not run.processes and run.id not in survey.known
    if dropped or Outcome.CANCELLED in {process.outcome for process in run.processes}:
        return Outcome.CANCELLED
    return decide(total(process.counts for process in run.processes), "killed")


def _is(process: OpenProcess, job: str, pid: int | None) -> bool:
    """Whether Scrapyd's running job is this process; one that has just been started has no number yet."""
    return process.job == job and pid in {None, process.pid}


def _is_over(run: Run, survey: Survey) -> bool:
    jobs: Sequence[str | None] = [run.id, *(process.job for process in run.processes)]
    open_or_by_hand = any(process.outcome is None or process.job is None for process in run.processes)
    return not open_or_by_hand and survey.going_on.isdisjoint(job for job in jobs if job)
