"""Faults at random, by seed: each for some seconds, two at a time at most, until they are told to wait or to end."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from threading import Event, Lock, Thread

from benchmarks.soak.audit.logs import Injected
from benchmarks.soak.faults import FAULTS, Fault
from benchmarks.soak.system import System

AT_ONCE = 2
PAUSE_SECONDS = (1.0, 8.0)
"""Between the end of a fault and the next one in its place."""


class Weather:
    """Threads that make faults and take them back. `injected` has those that are over."""

    def __init__(self, system: System, seed: int, only: frozenset[str], say: Callable[[str], None]) -> None:
        self.injected: list[Injected] = []
        self._system = system
        self._random = Random(f"faults {seed}")
        self._say = say
        self._kinds = [fault for fault in FAULTS if not only or fault.kind in only]
        self._bag: list[Fault] = []
        self._busy: set[str] = set()
        self._lock = Lock()
        self._ended, self._calm = Event(), Event()
        self._threads = [Thread(target=self._run, name="soak-weather", daemon=True) for _ in range(AT_ONCE)]

    def begin(self) -> None:
        """From now on there are faults."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """None any more: the last ones have been taken back when this returns."""
        self._ended.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def calm(self, wanted: bool) -> None:
        """Whether new faults have to wait."""
        if wanted and not self._calm.is_set():
            self._say("faults wait until the day is done")
        (self._calm.set if wanted else self._calm.clear)()

    def _run(self) -> None:
        while not self._ended.wait(self._random.uniform(*PAUSE_SECONDS)):
            if not self._calm.is_set() and (drawn := self._drawn()):
                self._one(*drawn)

    def _drawn(self) -> tuple[Fault, str] | None:
        """Each kind comes once before any comes again, unless there is nobody now whom it can hit."""
        with self._lock:
            if not self._bag:
                self._bag = list(self._kinds)
                self._random.shuffle(self._bag)
            fault = self._bag.pop()
            free = [name for name in fault.targets(self._system) if name not in self._busy]
            if not free:
                return None
            target = self._random.choice(free)
            self._busy.add(target)
            return fault, target

    def _one(self, fault: Fault, target: str) -> None:
        began, seconds = datetime.now(UTC), self._random.uniform(*fault.seconds)
        take_back = fault.begin(self._system, target)
        self._say(f"fault: {fault.kind}, {target}" + (f", {seconds:.0f} s" if seconds else ""))
        self._ended.wait(seconds)
        take_back()
        with self._lock:
            self._busy.discard(target)
            self.injected.append(Injected(fault.kind, target, began, datetime.now(UTC)))
