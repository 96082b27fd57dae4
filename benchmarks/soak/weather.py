"""Faults at random, by seed: one after the other, each for some seconds, until they are told to wait or to end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event, Thread

from benchmarks.soak.audit.logs import Injected
from benchmarks.soak.faults import FAULTS, Fault
from benchmarks.soak.system import System

PAUSE_SECONDS = (1.0, 5.0)
"""Between the end of a fault and the next one."""
AFTER_SECONDS = 60
"""So long after a fault a program may still end of it."""


class Weather:
    """A thread that makes faults and takes them back. `injected` has those that are over."""

    def __init__(self, system: System, seed: int, only: frozenset[str], say: Callable[[str], None]) -> None:
        self.injected: list[Injected] = []
        self._system = system
        self._random = Random(f"faults {seed}")
        self._say = say
        self._kinds = [fault for fault in FAULTS if not only or fault.kind in only]
        self._bag: list[Fault] = []
        self._ended, self._calm = Event(), Event()
        self._thread = Thread(target=self._run, name="soak-weather", daemon=True)

    def begin(self) -> None:
        """From now on there are faults."""
        self._thread.start()

    def end(self) -> None:
        """None any more: the last one has been taken back when this returns."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def calm(self, wanted: bool) -> None:
        """Whether new faults have to wait."""
        if wanted and not self._calm.is_set():
            self._say("faults wait until the day is done")
        (self._calm.set if wanted else self._calm.clear)()

    def may_end(self, name: str, at: datetime) -> bool:
        """Whether a fault was there that the program may end of by itself."""
        after = timedelta(seconds=AFTER_SECONDS)
        may = {fault.kind for fault in FAULTS if name.startswith(fault.ends or ("-",))}
        return any(each.kind in may and each.began <= at <= each.ended + after for each in self.injected)

    def _run(self) -> None:
        while not self._ended.wait(self._random.uniform(*PAUSE_SECONDS)):
            if not self._calm.is_set():
                self._one(self._drawn())

    def _drawn(self) -> Fault:
        """Each kind comes once before any comes again."""
        if not self._bag:
            self._bag = list(self._kinds)
            self._random.shuffle(self._bag)
        return self._bag.pop()

    def _one(self, fault: Fault) -> None:
        began = datetime.now(UTC)
        seconds = self._random.uniform(*fault.seconds)
        taken = fault.begin(self._system, self._random)
        if taken is None:
            return
        target, take_back = taken
        self._say(f"fault: {fault.kind} {target} for {seconds:.0f} s" if seconds else f"fault: {fault.kind} {target}")
        self._ended.wait(seconds)
        take_back()
        self.injected.append(Injected(fault.kind, target, began, datetime.now(UTC)))
