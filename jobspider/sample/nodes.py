"""`make nodes`: the whole service on this machine's loopback, until Ctrl-C."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from secrets import token_hex
from shlex import quote
from threading import Event

from rich.console import Console

from jobspider.sample.child import family
from jobspider.sample.scrapyd_node import USER, scrapyd_node
from jobspider.sample.scrapydweb import is_installed, scrapydweb
from jobspider.sample.servers import ServerStartError, mariadb_server, redis_server
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade

COMMAND = [sys.executable, "-c", "from jobspider.cli import main; main()"]
LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Ports:
    """Where the service listens on loopback; Redis and MariaDB choose theirs."""

    api: int
    scrapydweb: int
    scrapyd: Sequence[int]


@dataclass(frozen=True)
class Program:
    """One process and the log that it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def check(self) -> None:
        """A ServerStartError when it has ended by itself."""
        if self.process.poll() is not None:
            last = self.log.read_text(errors="replace")[-500:]
            raise ServerStartError(f"{self.name} has ended by itself; its log ends with: {last}")


def run_nodes(folder: Path, ports: Ports) -> None:
    """Starts everything, prints the addresses, and stops everything on Ctrl-C or SIGTERM, or when one of them ends.

    Redis and MariaDB are throwaway servers: what they hold is gone at the end. Logs stay in `folder`.
    """
    stopped, console = Event(), Console()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with ExitStack() as opened:
        service = Service(opened, console, folder.absolute())
        service.start(ports)
        console.print("Ctrl-C stops them all.")
        while not stopped.wait(LOOK_SECONDS):
            for program in service.programs:
                program.check()
        console.print("Stopping.")


@dataclass
class Service:
    """What runs, in the order in which it was started; it ends in the opposite order, when `opened` does."""

    opened: ExitStack
    console: Console
    folder: Path
    programs: list[Program] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    password: str = field(default_factory=lambda: token_hex(16))

    def start(self, ports: Ports) -> None:
        """Servers first, then who needs them."""
        self.settings["JOBSPIDER_SECRET_KEY"] = environ.get("JOBSPIDER_SECRET_KEY") or token_hex(32)
        self._start_servers()
        self._start_scrapyd(ports.scrapyd)
        self._start_command("schedule")
        self._start_command("worker")
        self._start_command("api", "--port", str(ports.api))
        self._say("Pages", f"http://127.0.0.1:{ports.api}")
        self._say("API", f"http://127.0.0.1:{ports.api}/docs")
        if is_installed():
            self._start_scrapydweb(ports.scrapydweb)
        self._say("Logs", str(self.folder))
        _write_environment(self.folder / "environment", self.settings)
        self._say("Use them", f". {self.folder / 'environment'}; jobspider schedule list; jobspider runs")

    def _start_servers(self) -> None:
        redis, database = self.opened.enter_context(redis_server()), self.opened.enter_context(mariadb_server())
        self.settings |= {"JOBSPIDER_REDIS_URL": redis, "JOBSPIDER_DATABASE_URL": database}
        engine = create_engine(database)
        upgrade(engine)
        engine.dispose()
        self._say("Redis", redis)
        self._say("MariaDB", database)

    def _start_scrapyd(self, ports: Sequence[int]) -> None:
        urls = [self._start_node(f"scrapyd-{place}", port) for place, port in enumerate(ports, 1)]
        self.settings["JOBSPIDER_SCRAPYD_URLS"] = ",".join(urls)
        self._say("", f"name {USER}, password {self.password}")

    def _start_node(self, name: str, port: int) -> str:
        home = self.folder / name
        url, process = self.opened.enter_context(scrapyd_node(home, self.settings, port, self.password))
        self.programs.append(Program(name, process, home / "scrapyd.log"))
        self._say(name, f"http://127.0.0.1:{port}")
        return url

    def _start_scrapydweb(self, port: int) -> None:
        urls = self.settings["JOBSPIDER_SCRAPYD_URLS"].split(",")
        logs = [self.folder / f"scrapyd-{place}" / "logs" for place in range(1, len(urls) + 1)]
        started = scrapydweb(self.folder / "scrapydweb", urls, logs, port, self.password)
        address, process, log = self.opened.enter_context(started)
        self.programs.append(Program("ScrapydWeb", process, log))
        self._say("ScrapydWeb", f"{address}, with the same name and password")

    def _start_command(self, *command: str) -> None:
        log = self.folder / f"{command[0]}.log"
        output = self.opened.enter_context(log.open("wb"))
        started = family([*COMMAND, *command], {**environ, **self.settings}, self.folder, output)
        self.programs.append(Program(command[0], self.opened.enter_context(started), log))

    def _say(self, name: str, where: str) -> None:
        label = f"{name}:" if name else ""
        self.console.print(f"{label:14}[bold]{where}[/]", highlight=False, soft_wrap=True)


def _write_environment(file: Path, settings: Mapping[str, str]) -> None:
    """For `jobspider` in another terminal; it holds the nodes' password, so nobody else may read it."""
    file.touch(mode=0o600)
    file.write_text("".join(f"export {name}={quote(value)}\n" for name, value in settings.items()))
