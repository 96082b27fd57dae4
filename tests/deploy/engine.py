"""A Docker engine of its own for a test: files, socket and containers of nobody else; root only."""

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 40
NO_NETWORK = ("--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false")
"""For an engine that only builds: it changes nothing in the network that it stands in."""


class EngineError(Exception):
    """An engine did not start, or a command to it failed; quotes what was said."""


@dataclass
class Engine:
    """One dockerd. `namespace` is the network namespace that it lives in; empty is the machine's own network."""

    number: int
    folder: Path
    namespace: str = ""
    options: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / f"engine{self.number}.sock"

    def docker(self, *arguments: str, given: bytes | None = None, seconds: float = 300) -> str:
        """What a docker command printed; an EngineError when it failed."""
        ended = self.attempt(*arguments, given=given, seconds=seconds)
        if ended.returncode:
            said = ended.stderr.decode(errors="replace")[-3000:]
            raise EngineError(f"docker {' '.join(arguments)[:300]} ended with {ended.returncode}: {said}")
        return ended.stdout.decode(errors="replace").strip()

    def attempt(
        self, *arguments: str, given: bytes | None = None, seconds: float = 300
    ) -> subprocess.CompletedProcess[bytes]:
        """A docker command that may fail."""
        command = ["docker", "--host", f"unix://{self.socket}", *arguments]
        # Docker from Debian has no BuildKit; and no login or context of whoever runs the test is used.
        own = {**os.environ, "DOCKER_BUILDKIT": "0", "DOCKER_CONFIG": str(self.folder / "client")}
        return subprocess.run(command, input=given, capture_output=True, env=own, timeout=seconds, check=False)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        data, run, log = (self.folder / f"{name}{self.number}" for name in ("data", "run", "log"))
        data.mkdir(parents=True, exist_ok=True)
        pid = self.folder / f"pid{self.number}"
        pid.unlink(missing_ok=True)
        # A reused folder would bring its bridges and its swarm back, in another network.
        subprocess.run(["rm", "-rf", data / "network", data / "swarm"], check=True)
        # `ip netns exec` would hide the cgroups; a host name of its own is what the swarm calls the node.
        enter = ["nsenter", f"--net=/var/run/netns/{self.namespace}"] if self.namespace else []
        named = ["unshare", "--uts", "sh", "-c", f'hostname node{self.number}; exec dockerd "$@"', "_"]
        where = ["--data-root", str(data), "--exec-root", str(run), "--pidfile", str(pid)]
        kind = ["--storage-driver", "overlay2", "--exec-opt", "native.cgroupdriver=cgroupfs"]
        command = [*enter, *named, *where, *kind, "--host", f"unix://{self.socket}", *self.options]
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while self.attempt("info").returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise EngineError(f"dockerd does not start: {log.read_text(errors='replace')[-1500:]}")
            time.sleep(0.3)

    def stop(self) -> None:
        """Ends its containers, then itself."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self._end_containers()
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        self._unmount()

    def _unmount(self) -> None:
        """The network namespaces of its overlay networks outlive it now and then."""
        below = f"{self.folder / f'run{self.number}'}/"
        mounted = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
        for place in reversed([each for each in mounted if each.startswith(below)]):
            subprocess.run(["umount", place], capture_output=True, check=False)

    def _end_containers(self) -> None:
        with suppress(subprocess.TimeoutExpired, EngineError):
            self.attempt("swarm", "leave", "--force", seconds=60)
            containers = self.docker("ps", "--all", "--quiet", seconds=60).split()
            if containers:
                self.attempt("rm", "--force", "--volumes", *containers, seconds=120)
            volumes = self.docker("volume", "ls", "--quiet", seconds=60).split()
            if volumes:
                self.attempt("volume", "rm", "--force", *volumes, seconds=120)
