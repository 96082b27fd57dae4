"""Whether processes keep their size: the slope of what each holds, after it has warmed up.

A process that faults have left without work, its database, or its lead warms up late, whenever that comes. So where a
program had several lives, one counts as warm once it is as large as the middle one of them was at its end.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import linear_regression, median
from typing import NamedTuple

from benchmarks.soak.audit.deviation import Deviation

WARM_UP_SECONDS = 40.0
LEAST_SECONDS = 60.0
"""Lives that are shorter, after the warm-up, say nothing."""
MOST_MIB_A_MINUTE = 4.0
"""What one of our own processes may grow: less cannot be told from noise in a soak of some minutes."""
MOST_SHARE = 0.15
"""And at most this part of its size over its life, whichever is more."""
SEVERAL = 3
SERVERS = frozenset({"redis", "mariadb"})
"""They hold data, so they grow with it: reported, and not judged."""


class Sample(NamedTuple):
    """What a process held at a time, in seconds of any clock."""

    at: float
    mib: float


class Life(NamedTuple):
    """One process of a program, from its start to its end."""

    program: str
    pid: int


class Growth(NamedTuple):
    """What came of a life that was long enough."""

    life: Life
    seconds: float
    mib: float
    mib_a_minute: float


def growths(samples: Mapping[Life, Sequence[Sample]]) -> list[Growth]:
    """The lives that were long enough to be judged."""
    found = []
    for life, all_samples in samples.items():
        warm = warmed_up(all_samples, usual_size(life.program, samples))
        if not warm or warm[-1].at - warm[0].at < LEAST_SECONDS:
            continue
        slope = linear_regression([each.at for each in warm], [each.mib for each in warm]).slope
        found.append(Growth(life, warm[-1].at - warm[0].at, warm[-1].mib, slope * 60))
    return found


def warmed_up(samples: Sequence[Sample], usual: float) -> list[Sample]:
    """From when the process had lived for WARM_UP_SECONDS and had reached the usual size, if it ever did."""
    reached = next((each.at for each in samples if each.mib >= usual), None)
    if reached is None:
        return []
    return [each for each in samples if each.at >= max(reached, samples[0].at + WARM_UP_SECONDS)]


def usual_size(program: str, samples: Mapping[Life, Sequence[Sample]]) -> float:
    """MiB of the middle life of the program, both machines together, at its end; 0 for fewer than SEVERAL lives."""
    kind = program.rpartition("-")[0]
    lives = [life for life in samples if life.program.rpartition("-")[0] == kind and len(samples[life]) > 1]
    ends = [samples[life][-1].mib for life in lives if samples[life][-1].at - samples[life][0].at >= WARM_UP_SECONDS]
    return median(ends) if len(ends) >= SEVERAL else 0.0


def audit_memory(found: Sequence[Growth]) -> Iterator[Deviation]:
    """Those that grow and grow."""
    for each in found:
        allowed = max(MOST_MIB_A_MINUTE, MOST_SHARE * each.mib / (each.seconds / 60))
        if each.life.program not in SERVERS and each.mib_a_minute > allowed:
            subject = f"{each.life.program} (process {each.life.pid})"
            yield Deviation("memory", subject, "MiB a minute", f"at most {allowed:.1f}", round(each.mib_a_minute, 1))
