"""The whole service: who runs where, with which settings, and by which way it reaches Redis and MariaDB.

There are two machines. Programs of the second one reach Redis and MariaDB through gates, which a fault may block.
"""

import secrets
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.soak.board import Board
from benchmarks.soak.consumer import Consumer
from benchmarks.soak.gate import Gate
from benchmarks.soak.loop import Loop
from benchmarks.soak.ports import lasting_port
from benchmarks.soak.program import Program, children
from benchmarks.soak.servers import Disk, mariadb_program, redis_program
from benchmarks.soak.site import Site
from benchmarks.soak.webhook import Webhook
from jobspider.sample.nodes import COMMAND
from jobspider.sample.scrapyd_node import ROOT, USER, write_configuration
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade

MACHINES = (1, 2)
SETTINGS = {
    "DOWNLOAD_DELAY": "0",
    "CONCURRENCY": "16",
    "CONCURRENCY_PER_HOST": "8",
    "LEASE_SECONDS": "6",
    "CIRCUIT_PAUSE_SECONDS": "2",
    "CIRCUIT_ROUNDS": "6",
    "CLOSING_LEAST": "10",
    "SCHEDULE_TICK_SECONDS": "0.5",
    "SCHEDULE_LEASE_SECONDS": "5",
    "ALERT_PAUSE_SECONDS": "1",
    "ALERT_RETRY_SECONDS": "1",
    "ALERT_ATTEMPTS": "50",
    "EVENTS_KEPT": "0",
    "TASK_ALLOW": "127.0.0.0/8",
}
"""What differs from a service in the field: shorter waits, so that a day takes seconds; no delay on loopback."""


@dataclass
class System:
    """What runs. `programs` by name; `gates` are the second machine's ways to `redis` and `mariadb`."""

    folder: Path
    disk: Disk
    loop: Loop
    site: Site
    seed: int
    programs: dict[str, Program] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    apis: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    database_url: str = ""
    redis_port: int = 0
    password: str = field(default_factory=lambda: secrets.token_hex(16))

    def start(self) -> None:
        """Servers first, then who needs them."""
        self.board, self.webhook = Board(self.site, self.seed), Webhook()
        self.loop.run(self.board.start())
        self.loop.run(self.webhook.start())
        self._start_servers()
        self.consumer = Consumer(self.redis_port)
        self.consumer.start()
        ports = [lasting_port() for _ in MACHINES]
        self.nodes = [f"http://{USER}:{self.password}@127.0.0.1:{port}" for port in ports]
        for machine, port in zip(MACHINES, ports, strict=True):
            self._start_machine(machine, port)
        for program in self.programs.values():
            program.wait()

    def stop(self) -> None:
        """Those who need servers first."""
        if hasattr(self, "consumer"):
            self.consumer.stopped.set()
        for program in reversed(self.programs.values()):
            program.end()

    def revive(self) -> None:
        """Starts again what has ended by itself."""
        for program in self.programs.values():
            program.revive()

    def crawls(self) -> list[int]:
        """Numbers of the processes that crawl now."""
        nodes = (program for name, program in self.programs.items() if name.startswith("scrapyd"))
        return [number for node in nodes if node.pid for number in children(node.pid)]

    def _start_servers(self) -> None:
        redis, self.redis_port = redis_program(self.folder)
        mariadb, port = mariadb_program(self.folder, self.disk.data)
        for program in (redis, mariadb):
            self.programs[program.name] = program
            program.start()
            program.wait()
        self.database_url = _database(port)
        self.gates = {"redis": Gate(self.redis_port), "mariadb": Gate(port)}
        for gate in self.gates.values():
            self.loop.run(gate.start())
        engine = create_engine(self.database_url)
        upgrade(engine)
        engine.dispose()

    def environment(self, machine: int) -> dict[str, str]:
        """The settings of a machine's programs."""
        ways = {name: gate.port for name, gate in self.gates.items()} if machine == 2 else {}
        redis = f"redis://127.0.0.1:{ways.get('redis', self.redis_port)}/0"
        database = _database(ways["mariadb"]) if ways else self.database_url
        where = {
            "REDIS_URL": redis,
            "EVENTS_URL": redis,
            "DATABASE_URL": database,
            "SCRAPYD_URLS": ",".join(self.nodes),
        }
        named = {f"JOBSPIDER_{name}": value for name, value in {**SETTINGS, **where}.items()}
        return {**named, "PYTHONPATH": str(ROOT), "TZ": "UTC"}

    def _start_machine(self, machine: int, port: int) -> None:
        self._start_node(machine, port)
        self._start_command(machine, "schedule")
        self._start_command(machine, "worker")
        api = lasting_port()
        self.apis.append(f"http://127.0.0.1:{api}")
        answers = partial(_answers, f"{self.apis[-1]}/healthz")
        self._start_command(machine, "api", "--port", str(api), answers=answers)

    def _start_node(self, machine: int, port: int) -> None:
        name, settings = f"scrapyd-{machine}", "jobspider.settings"
        home = self.folder / name
        home.mkdir()
        write_configuration(home, port, settings)
        own = {"SCRAPYD_USERNAME": USER, "SCRAPYD_PASSWORD": self.password, "SCRAPY_SETTINGS_MODULE": settings}
        environment = {**self.environment(machine), **own}
        self._start(
            Program(
                name, [sys.executable, "-m", "scrapyd"], environment, home, home / "scrapyd.log", partial(_open, port)
            )
        )

    def _start_command(
        self, machine: int, command: str, *options: str, answers: Callable[[], bool] = lambda: True
    ) -> None:
        name, environment = f"{command}-{machine}", self.environment(machine)
        log = self.folder / f"{name}.log"
        self._start(Program(name, [*COMMAND, command, *options], environment, self.folder, log, answers))

    def _start(self, program: Program) -> None:
        self.programs[program.name] = program
        program.start()

    def logs(self) -> Mapping[str, list[Path]]:
        """The logs of each program, and of the crawls."""
        own = {name: [program.log] for name, program in self.programs.items()}
        return {**own, "crawl": sorted(self.folder.glob("scrapyd-*/logs/**/*.log"))}


def _database(port: int) -> str:
    return f"mysql+pymysql://root@127.0.0.1:{port}/jobspider?charset=utf8mb4"


def _open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
    except OSError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=3) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
