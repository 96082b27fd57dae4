"""A program of the service, which is killed, stopped and started again, and is started again when it ends by itself."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

END_SECONDS = 20
START_SECONDS = 60


class Death(NamedTuple):
    """A program that has ended by itself: since when it had run, when that was, and its exit code."""

    program: str
    started: datetime
    ended: datetime
    code: int


@dataclass
class Program:
    """In a process group of its own, so that what it has started itself dies with it, as in a container."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    answers: Callable[[], bool] = lambda: True
    """Whether it does its work; asked after each start."""
    process: subprocess.Popen[bytes] | None = None
    is_wanted: bool = False
    """Whether it has to run now; what is killed as a fault is not, until it is started again."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended_itself: list[Death] = field(default_factory=list)
    """Each time that it ended although nobody had killed it."""

    @property
    def pid(self) -> int:
        """The process's number, 0 while there is none."""
        return self.process.pid if self.process and self.process.poll() is None else 0

    def start(self) -> None:
        """Starts it; does not wait."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                cwd=self.folder,
                start_new_session=True,
            )
        self.started = datetime.now(UTC)
        self.is_wanted = True

    def wait(self) -> None:
        """Until it answers. A program that ends meanwhile is started again."""
        deadline = monotonic() + START_SECONDS
        while not self.answers():
            if monotonic() > deadline:
                raise TimeoutError(f"{self.name} did not come up; its log is {self.log}")
            self.revive()
            sleep(0.2)

    def revive(self) -> None:
        """What a supervisor does: starts it again when it has ended by itself."""
        if self.is_wanted and self.process and self.process.poll() is not None:
            self.ended_itself.append(Death(self.name, self.started, datetime.now(UTC), self.process.returncode))
            sleep(0.5)
            self.start()

    def kill(self) -> None:
        """kill -9 of all of it."""
        self.is_wanted = False
        self._signal(signal.SIGKILL)
        if self.process:
            self.process.wait(END_SECONDS)

    def pause(self) -> None:
        """SIGSTOP: a machine that stands still."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """Asks it to end, and kills what is left of its group."""
        self.is_wanted = False
        self.resume()
        self._signal(signal.SIGTERM)
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(END_SECONDS)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        """To the group; its number stays its own while the process is not waited for."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def children(pid: int) -> list[int]:
    """The numbers of the processes that this one has started and that run still."""
    with suppress(OSError):
        return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def resident_mib(pid: int) -> float:
    """Memory that a process holds, in MiB; 0 when there is none."""
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0
