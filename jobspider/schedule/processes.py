"""How many processes a run is to have on each node: pure, of what the nodes run and what could be done now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jobspider.schedule.job import run_of
from jobspider.schedule.scrapyd import Jobs


@dataclass(frozen=True)
class Limits:
    """Processes of a run on each node, and requests that one process sends at once."""

    least: int
    most: int
    concurrency: int


@dataclass(frozen=True)
class Addition:
    """One more process: where, and its number there. One beyond the least ends when the others can do without it."""

    node: str
    number: int
    lasting: bool


def additions(run: str, jobs: Mapping[str, Jobs], spare: int, limits: Limits) -> list[Addition]:
    """The processes to start now; `spare`: requests that could be leased and that no process has.

    One a node at a time, so that its effect is seen before the next. Only where a process of the run works and no job
    waits: a node whose processes are all in use would run it when it is too late.
    """
    found = list[Addition]()
    able = {name: each for name, each in jobs.items() if not each.pending and _numbers(run, each.running)}
    for name, each in sorted(able.items(), key=lambda item: len(_numbers(run, item[1].running))):
        number = max(_numbers(run, each.known)) + 1
        if number <= limits.least:
            found.append(Addition(name, number, lasting=True))
        elif spare > 0 and len(_numbers(run, each.running)) < limits.most:
            found.append(Addition(name, number, lasting=False))
            spare -= limits.concurrency
    return found


def _numbers(run: str, jobs: Iterable[str]) -> list[int]:
    return [number for of, number in map(run_of, jobs) if of == run]
