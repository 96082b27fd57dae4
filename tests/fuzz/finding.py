"""What a round of a part is, and what it finds."""

import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType


@dataclass
class Tally:
    """What was tried in a round, and what went wrong."""

    cases: int = 0
    findings: list[str] = field(default_factory=list)


Round = Callable[[int], Tally]
"""A part: its round of this number, which is the same each time that it is asked for."""


class TooSlowError(Exception):
    """What was tried took longer than it may."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TooSlowError when the block takes more than so many seconds of processor time, however busy others are."""

    def end(_: int, __: FrameType | None) -> None:
        raise TooSlowError(f"took more than {seconds:.0f} s of processor time")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def told(error: BaseException) -> str:
    """The error, where it was raised, and hypothesis's example."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    notes = " ".join(getattr(error, "__notes__", ()))
    return f"{type(error).__name__} at {last.filename}:{last.lineno}: {error} {notes}"[:2000]
