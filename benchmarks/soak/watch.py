"""Looks at all programs every second: what each holds, and whether it has ended by itself."""

from collections import defaultdict
from threading import Event, Thread
from time import monotonic

from benchmarks.soak.audit.memory import Life, Sample
from benchmarks.soak.program import resident_mib
from benchmarks.soak.system import System

EVERY_SECONDS = 1.0


class Watch(Thread):
    """Runs until it is stopped."""

    def __init__(self, system: System) -> None:
        super().__init__(name="soak-watch", daemon=True)
        self.samples: dict[Life, list[Sample]] = defaultdict(list)
        self.stopped = Event()
        self._system = system

    def run(self) -> None:
        while not self.stopped.wait(EVERY_SECONDS):
            self._system.revive()
            for program in list(self._system.programs.values()):
                mib = resident_mib(program.pid) if program.pid else 0.0
                if mib:
                    self.samples[Life(program.name, program.pid)].append(Sample(monotonic(), mib))
