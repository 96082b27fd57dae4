"""The faults, each with how it begins, whom it hits and how it is taken back."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from random import Random
from typing import NamedTuple

from benchmarks.soak.board import Mood
from benchmarks.soak.program import Program
from benchmarks.soak.system import System

Taken = tuple[str, Callable[[], None]]
"""Whom it has hit, and what takes it back."""


class Fault(NamedTuple):
    """`seconds`: how long it goes on, at least and at most. `ends`: programs that it may end by themselves."""

    kind: str
    begin: Callable[[System, Random], Taken | None]
    seconds: tuple[float, float]
    ends: tuple[str, ...] = ()


def killed(prefix: str, system: System, random: Random) -> Taken:
    """kill -9 of a program with all that it has started; later it is started again."""
    program = _one(prefix, system, random)
    program.kill()
    return program.name, partial(_start_again, program)


def paused(prefix: str, system: System, random: Random) -> Taken:
    """SIGSTOP of a program with all that it has started, then SIGCONT."""
    program = _one(prefix, system, random)
    program.pause()
    return program.name, program.resume


def crawl_killed(system: System, random: Random) -> Taken | None:
    """kill -9 of one of the processes that crawl; None when nobody crawls."""
    return _crawl(system, random, signal.SIGKILL, lambda _: None)


def crawl_paused(system: System, random: Random) -> Taken | None:
    """SIGSTOP of one of them, longer than its leases last."""
    return _crawl(system, random, signal.SIGSTOP, lambda pid: _send(pid, signal.SIGCONT))


def blocked(server: str, system: System, _: Random) -> Taken:
    """The second machine reaches the server no more: what it sends is swallowed."""
    gate = system.gates[server]
    gate.block()
    return "machine 2", lambda: system.loop.call(gate.open)


def moody(mood: Mood, system: System, _: Random) -> Taken:
    """The site misbehaves."""
    system.board.mood = mood

    def well() -> None:
        system.board.mood = Mood.WELL

    return "site", well


def webhook(mood: str, system: System, _: Random) -> Taken:
    """The receiver of alerts misbehaves."""
    system.webhook.mood = mood

    def well() -> None:
        system.webhook.mood = "well"

    return "webhook", well


def disk_full(system: System, _: Random) -> Taken | None:
    """MariaDB's disk has no room; None where no disk may be mounted for that."""
    if not system.disk.can_fill:
        return None
    system.disk.fill()
    return "mariadb", system.disk.free


def _crawl(system: System, random: Random, sent: signal.Signals, back: Callable[[int], None]) -> Taken | None:
    crawls = system.crawls()
    if not crawls:
        return None
    pid = random.choice(crawls)
    _send(pid, sent)
    return "crawl", lambda: back(pid)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _start_again(program: Program) -> None:
    program.start()
    program.wait()


def _one(prefix: str, system: System, random: Random) -> Program:
    return random.choice([program for name, program in sorted(system.programs.items()) if name.startswith(prefix)])


FAULTS = (
    Fault("crawl killed", crawl_killed, (0, 0)),
    Fault("crawl paused", crawl_paused, (3, 12)),
    Fault("scrapyd killed", partial(killed, "scrapyd"), (1, 5)),
    Fault("schedule killed", partial(killed, "schedule"), (0, 8)),
    Fault("schedule paused", partial(paused, "schedule"), (3, 10)),
    Fault("worker killed", partial(killed, "worker"), (0, 5)),
    Fault("worker paused", partial(paused, "worker"), (3, 25)),
    Fault("api killed", partial(killed, "api"), (0, 5)),
    Fault("redis killed", partial(killed, "redis"), (0, 4)),
    Fault("redis paused", partial(paused, "redis"), (2, 6)),
    Fault("mariadb killed", partial(killed, "mariadb"), (0, 5)),
    Fault("mariadb paused", partial(paused, "mariadb"), (2, 8)),
    Fault("redis blocked", partial(blocked, "redis"), (2, 10)),
    Fault("mariadb blocked", partial(blocked, "mariadb"), (2, 10)),
    Fault("disk full", disk_full, (3, 8), ends=("mariadb",)),
    Fault("site slow", partial(moody, Mood.SLOW), (4, 8)),
    Fault("site malformed", partial(moody, Mood.MALFORMED), (4, 8)),
    Fault("site errors", partial(moody, Mood.ERRORS), (3, 8)),
    Fault("site silent", partial(moody, Mood.SILENT), (3, 8)),
    Fault("site challenge", partial(moody, Mood.CHALLENGE), (2, 5)),
    Fault("webhook refusing", partial(webhook, "refusing"), (2, 6)),
    Fault("webhook deaf", partial(webhook, "deaf"), (2, 6)),
)
