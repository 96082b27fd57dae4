"""Names of Scrapyd's jobs: a run's first process on a node has the run's id, the further ones a number behind it."""

import re

NUMBERED = re.compile(r"(.+\d{8}T\d{6}Z)\.([2-9]|[1-9]\d{1,2})")


def job_of(run: str, number: int) -> str:
    """The job of a run's process; processes of a node count from 1."""
    return run if number == 1 else f"{run}.{number}"


def run_of(job: str) -> tuple[str, int]:
    """The run that a job works in, and its number; a job that somebody else named is taken for its own run."""
    match = NUMBERED.fullmatch(job)
    return (match[1], int(match[2])) if match else (job, 1)
