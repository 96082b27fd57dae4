"""A Docker Swarm of two machines: two network namespaces, a wire between them, an engine in each."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.engine import Engine, EngineError

ROOT = Path(__file__).resolve().parents[2]
STACK = "jobspider"
LABELS = {1: ("scrapyd=1", "data=yes"), 2: ("scrapyd=2", "watch=yes")}


def ip(*arguments: str) -> None:
    """One `ip` command."""
    ended = subprocess.run(["ip", *arguments], capture_output=True, check=False)
    if ended.returncode:
        raise EngineError(f"ip {' '.join(arguments)}: {ended.stderr.decode()}")


@dataclass
class Machine:
    """One of the two: its engine, and its end of the wire."""

    engine: Engine
    address: str
    wire: str

    def enter(self, *command: str) -> list[str]:
        """A command that runs in this machine's network."""
        return ["nsenter", f"--net=/var/run/netns/{self.engine.namespace}", *command]

    def cut(self) -> None:
        """Pulls the plug of the wire."""
        ip("-n", self.engine.namespace, "link", "set", self.wire, "down")

    def join(self) -> None:
        """Puts it back."""
        ip("-n", self.engine.namespace, "link", "set", self.wire, "up")


@dataclass
class Swarm:
    """The machines; the first one is the manager."""

    first: Machine
    second: Machine

    def docker(self, *arguments: str, seconds: float = 300) -> str:
        """What a docker command on the manager printed."""
        return self.first.engine.docker(*arguments, seconds=seconds)

    def script(self, *command: str, settings: Mapping[str, str], seconds: float = 1200) -> str:
        """What one of the project's scripts printed on the manager; fails with what it said."""
        engine = self.first.engine
        own = {**os.environ, **settings, "DOCKER_HOST": f"unix://{engine.socket}", "DOCKER_CONFIG": str(engine.folder)}
        ended = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=seconds, check=False)
        assert ended.returncode == 0, (
            f"{command} ended with {ended.returncode}: {ended.stdout[-3000:]}{ended.stderr[-3000:]}"
        )
        return ended.stdout

    def inside(self, service: str, *command: str, seconds: float = 120) -> str:
        """What a command printed that ran in a task of a service, on whichever machine there is one."""
        label = f"label=com.docker.swarm.service.name={STACK}_{service}"
        for machine in (self.first, self.second):
            found = machine.engine.docker("ps", "--quiet", "--filter", label, "--filter", "status=running").split()
            if found:
                return machine.engine.docker("exec", found[0], *command, seconds=seconds)
        raise AssertionError(f"no task of {service} runs: {self.tasks(service)}")

    def tasks(self, service: str) -> list[str]:
        """Where its tasks run and what became of them, a line each."""
        shown = "{{.Name}} {{.Node}} {{.Image}} {{.DesiredState}} {{.CurrentState}} {{.Error}}"
        return self.docker("service", "ps", "--no-trunc", "--format", shown, f"{STACK}_{service}").splitlines()

    def running(self, service: str) -> list[str]:
        """Its tasks that run and should."""
        return [task for task in self.tasks(service) if " Running Running " in task]

    def settled(self) -> bool:
        """Whether every service has all its tasks."""
        shown = self.docker("service", "ls", "--format", "{{.Replicas}}").splitlines()
        return all(running == wanted for running, _, wanted in (line.partition("/") for line in shown))

    def inspect(self, service: str, what: str) -> str:
        """A part of what the swarm knows of a service, as Go's templates name it."""
        return self.docker("service", "inspect", "--format", what, f"{STACK}_{service}")


def until(seen: Callable[[], object], what: str, seconds: float = 120) -> None:
    """Waits; fails with a sentence when it did not come."""
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.5)


@contextmanager
def two_machines(folder: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two network namespaces and a wire between them; all of it is gone afterwards."""
    names = [f"jobspider{os.getpid() % 10_000}{side}" for side in "ab"]
    wires = [f"wire{os.getpid() % 10_000}{side}" for side in "ab"]
    machines = tuple(
        Machine(Engine(number, folder, name), f"10.99.0.{number}", wire)
        for number, name, wire in zip((1, 2), names, wires, strict=True)
    )
    try:
        for name in names:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("link", "add", wires[0], "netns", names[0], "type", "veth", "peer", "name", wires[1], "netns", names[1])
        for machine in machines:
            ip("-n", machine.engine.namespace, "addr", "add", f"{machine.address}/24", "dev", machine.wire)
            machine.join()
        yield machines[0], machines[1]
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


@contextmanager
def swarm(folder: Path) -> Iterator[Swarm]:
    """A swarm of two machines, labelled as docs/deploy.md says; both engines end with it."""
    with two_machines(folder) as (first, second):
        try:
            for machine in (first, second):
                machine.engine.start()
            at = ("--advertise-addr", first.address, "--listen-addr", f"{first.address}:2377")
            first.engine.docker("swarm", "init", *at)
            token = first.engine.docker("swarm", "join-token", "--quiet", "worker")
            at = ("--advertise-addr", second.address, "--listen-addr", f"{second.address}:2377")
            second.engine.docker("swarm", "join", "--token", token, *at, f"{first.address}:2377")
            made = Swarm(first, second)
            for number, labels in LABELS.items():
                named = [part for label in labels for part in ("--label-add", label)]
                made.docker("node", "update", *named, f"node{number}")
            yield made
        finally:
            for machine in (second, first):
                machine.engine.stop()


def say(what: str) -> None:
    """A line on the terminal: how far the test is."""
    print(f"[{time.strftime('%H:%M:%S')}] {what}", file=sys.stderr, flush=True)
