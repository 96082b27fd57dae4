"""The faults, each with whom it may hit, how it begins and how it is taken back."""

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from benchmarks.soak.board import Mood
from benchmarks.soak.program import Program
from benchmarks.soak.system import System

TakeBack = Callable[[], None]


class Fault(NamedTuple):
    """`seconds`: how long it goes on, at least and at most."""

    kind: str
    targets: Callable[[System], Sequence[str]]
    begin: Callable[[System, str], TakeBack]
    seconds: tuple[float, float]


def programs(prefix: str, system: System) -> list[str]:
    """Programs by the beginning of their names."""
    return sorted(name for name in system.programs if name.startswith(prefix))


def crawls(system: System) -> list[str]:
    """Processes that crawl now, by their numbers."""
    return [f"crawl {number}" for number in system.crawls()]


def always(name: str, _: System) -> list[str]:
    """There is one of it."""
    return [name]


def killed(system: System, name: str) -> TakeBack:
    """kill -9 of a program with all that it has started; later it is started again."""
    program = system.programs[name]
    program.kill()
    return partial(_start_again, program)


def restarted(system: System, name: str) -> TakeBack:
    """SIGTERM, as for a new version; what is left after some seconds is killed."""
    program = system.programs[name]
    program.end()
    return partial(_start_again, program)


def paused(system: System, name: str) -> TakeBack:
    """SIGSTOP of a program with all that it has started, then SIGCONT."""
    program = system.programs[name]
    program.pause()
    return program.resume


def crawl_killed(_: System, name: str) -> TakeBack:
    """kill -9 of one process."""
    _send(name, signal.SIGKILL)
    return lambda: None


def crawl_stopped(_: System, name: str) -> TakeBack:
    """SIGTERM of one process: it gives back what it has not finished."""
    _send(name, signal.SIGTERM)
    return lambda: None


def crawl_paused(_: System, name: str) -> TakeBack:
    """SIGSTOP of one process, then SIGCONT."""
    _send(name, signal.SIGSTOP)
    return lambda: _send(name, signal.SIGCONT)


def blocked(system: System, way: str) -> TakeBack:
    """The second machine reaches the server no more: what it sends is swallowed."""
    gate = system.gates[way.removeprefix("way to ")]
    gate.block()
    return lambda: system.loop.call(gate.open)


def moody(mood: Mood, system: System, _: str) -> TakeBack:
    """The site misbehaves."""
    system.board.mood = mood
    return lambda: setattr(system.board, "mood", Mood.WELL)


def webhook(mood: str, system: System, _: str) -> TakeBack:
    """The receiver of alerts misbehaves."""
    system.webhook.mood = mood
    return lambda: setattr(system.webhook, "mood", "well")


def full_disks(system: System) -> list[str]:
    """None where no disk may be mounted for that."""
    return ["disk"] if system.disk.can_fill else []


def disk_full(system: System, _: str) -> TakeBack:
    """MariaDB's disk has no room."""
    system.disk.fill()
    return system.disk.free


def _send(crawl: str, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(int(crawl.split()[1]), number)


def _start_again(program: Program) -> None:
    program.start()
    program.wait()


def _of_programs(word: str, begin: Callable[[System, str], TakeBack], **seconds: tuple[float, float]) -> list[Fault]:
    return [Fault(f"{name} {word}", partial(programs, name), begin, longest) for name, longest in seconds.items()]


def _of_site(*moods: Mood, seconds: tuple[float, float]) -> list[Fault]:
    return [Fault(f"site {mood}", partial(always, "site"), partial(moody, mood), seconds) for mood in moods]


def _of_webhook(*moods: str) -> list[Fault]:
    return [Fault(f"webhook {mood}", partial(always, "webhook"), partial(webhook, mood), (2, 6)) for mood in moods]


def _of_ways(*servers: str) -> list[Fault]:
    return [Fault(f"{name} blocked", partial(always, f"way to {name}"), blocked, (2, 10)) for name in servers]


FAULTS = (
    Fault("crawl killed", crawls, crawl_killed, (0, 0)),
    Fault("crawl stopped", crawls, crawl_stopped, (0, 0)),
    Fault("crawl paused", crawls, crawl_paused, (3, 12)),
    *_of_programs("killed", killed, scrapyd=(1, 5), schedule=(0, 8), worker=(0, 5), api=(0, 5)),
    *_of_programs("killed", killed, redis=(0, 4), mariadb=(0, 5)),
    *_of_programs("restarted", restarted, schedule=(0, 3), worker=(0, 3), api=(0, 3), mariadb=(0, 3), redis=(0, 3)),
    *_of_programs("paused", paused, schedule=(3, 10), worker=(3, 25), redis=(2, 6), mariadb=(2, 8)),
    *_of_ways("redis", "mariadb"),
    Fault("disk full", full_disks, disk_full, (3, 8)),
    *_of_site(Mood.SLOW, Mood.MALFORMED, Mood.EMPTY, Mood.ERRORS, Mood.SILENT, seconds=(3, 8)),
    *_of_site(Mood.CHALLENGE, seconds=(2, 4)),
    *_of_webhook("refusing", "deaf"),
)
