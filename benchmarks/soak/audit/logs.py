"""Errors in the logs against the faults that were there when they were written."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.audit.known import KNOWN, Known

STAMP = re.compile(r"^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")
ERROR = re.compile(r"(?<![/'])\b(?:ERROR|CRITICAL)\b(?!')|^Traceback|\[ERROR\]|Unhandled error|never awaited|Uncaught")
GRACE = timedelta(seconds=90)
"""So long after its end a fault may still show: time-outs, leases, pauses of circuits."""


class Injected(NamedTuple):
    """A fault: what it was, whom it hit, from when to when."""

    kind: str
    target: str
    began: datetime
    ended: datetime


class Line(NamedTuple):
    """An error that somebody wrote; None: the line, and those before it, say no time."""

    program: str
    at: datetime | None
    text: str


def errors(program: str, lines: Iterable[str]) -> Iterator[Line]:
    """The lines that tell of an error, of a traceback the first, where it was raised, and the last."""
    at: datetime | None = None
    trace: list[str] = []
    for line in lines:
        stamp = STAMP.match(line)
        if trace and (stamp or (line and not line[0].isspace() and line != "\n")):
            yield Line(program, at, " … ".join(trace if stamp else [*trace, line.strip()]))
            trace = []
            if not stamp:
                continue
        if stamp:
            at = datetime.fromisoformat(f"{stamp[1]}T{stamp[2]}").replace(tzinfo=UTC)
        if line.startswith("Traceback"):
            trace = [line.strip()]
        elif trace:
            trace = [trace[0], line.strip()] if line.startswith('  File "') else trace
        elif ERROR.search(line):
            yield Line(program, at, line.strip())


def explanation(line: Line, injected: Sequence[Injected]) -> Known | None:
    """The known kind of trouble that it is, where a fault that brings it was there at that time."""
    for known in KNOWN:
        is_it = known.pattern.search(line.text) and known.programs.match(line.program)
        if is_it and any(_covers(fault, line) for fault in injected if fault.kind in known.faults):
            return known
    return None


def _covers(fault: Injected, line: Line) -> bool:
    return line.at is None or fault.began - timedelta(seconds=2) <= line.at <= fault.ended + GRACE


def audit_logs(lines: Iterable[Line], injected: Sequence[Injected]) -> tuple[list[Deviation], Counter[str]]:
    """The errors that nothing explains, and how many of each known kind there were."""
    found, counted = [], Counter[str]()
    for line in lines:
        known = explanation(line, injected)
        if known is None:
            found.append(Deviation("log", line.program, f"{line.at}", "no error", line.text))
        else:
            counted[known.name] += 1
    return found, counted
