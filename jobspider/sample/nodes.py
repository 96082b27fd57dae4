"""`make nodes`: the whole service on this machine's loopback, until Ctrl-C."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from os import environ
from pathlib import Path
from secrets import token_hex
from shlex import quote
from threading import Event

from rich.console import Console

from jobspider.sample.child import family
from jobspider.sample.scrapyd_node import USER, scrapyd_node
from jobspider.sample.servers import ServerStartError, mariadb_server, redis_server
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade

COMMAND = [sys.executable, "-c", "from jobspider.cli import main; main()"]
LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Service:
    """One process and the log that it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def run_nodes(folder: Path, api_port: int, scrapyd_ports: Sequence[int]) -> None:
    """Starts everything, prints the addresses, and stops everything on Ctrl-C or SIGTERM, or when one of them ends.

    Redis and MariaDB are throwaway servers: what they hold is gone at the end. Logs stay in `folder`.
    """
    stopped, console = Event(), Console()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with started(folder, console, api_port, scrapyd_ports) as services:
        console.print("Ctrl-C stops them all.")
        while not stopped.wait(LOOK_SECONDS):
            _check(services)
        console.print("Stopping.")


@contextmanager
def started(folder: Path, console: Console, api_port: int, scrapyd_ports: Sequence[int]) -> Iterator[list[Service]]:
    """Redis, MariaDB, Scrapyd nodes, the schedule daemon and the API; all are gone when the block ends."""
    folder, password = folder.absolute(), token_hex(16)
    with ExitStack() as opened:
        shared = {
            "JOBSPIDER_REDIS_URL": opened.enter_context(redis_server()),
            "JOBSPIDER_DATABASE_URL": opened.enter_context(mariadb_server()),
        }
        _say(console, "Redis", shared["JOBSPIDER_REDIS_URL"])
        _say(console, "MariaDB", shared["JOBSPIDER_DATABASE_URL"])
        _prepare(shared["JOBSPIDER_DATABASE_URL"])
        services, urls = [], []
        for place, port in enumerate(scrapyd_ports, 1):
            home = folder / f"scrapyd-{place}"
            url, process = opened.enter_context(scrapyd_node(home, shared, port, password))
            _say(console, f"Scrapyd {place}", f"http://127.0.0.1:{port}")
            services.append(Service(f"Scrapyd {place}", process, home / "scrapyd.log"))
            urls.append(url)
        console.print(f"{'':16}name {USER}, password {password}", highlight=False)
        everything = {**environ, **shared, "JOBSPIDER_SCRAPYD_URLS": ",".join(urls)}
        services.append(_service(opened, folder, everything, "schedule"))
        services.append(_service(opened, folder, everything, "api", "--port", str(api_port)))
        _say(console, "API", f"http://127.0.0.1:{api_port}/docs")
        _say(console, "Logs", str(folder))
        _write_environment(folder / "environment", {**shared, "JOBSPIDER_SCRAPYD_URLS": ",".join(urls)})
        _say(console, "Use them", f". {folder / 'environment'}; jobspider schedule list; jobspider runs")
        yield services


def _service(opened: ExitStack, folder: Path, environment: Mapping[str, str], *command: str) -> Service:
    log = folder / f"{command[0]}.log"
    output = opened.enter_context(log.open("wb"))
    return Service(command[0], opened.enter_context(family([*COMMAND, *command], environment, folder, output)), log)


def _prepare(database_url: str) -> None:
    engine = create_engine(database_url)
    upgrade(engine)
    engine.dispose()


def _write_environment(file: Path, settings: Mapping[str, str]) -> None:
    """For `jobspider` in another terminal; it holds the nodes' password, so nobody else may read it."""
    file.touch(mode=0o600)
    file.write_text("".join(f"export {name}={quote(value)}\n" for name, value in settings.items()))


def _check(services: list[Service]) -> None:
    """A ServerStartError, which stops the others, when one has ended by itself."""
    for service in services:
        if service.process.poll() is not None:
            last = service.log.read_text(errors="replace")[-500:]
            raise ServerStartError(f"{service.name} has ended by itself; its log ends with: {last}")


def _say(console: Console, name: str, where: str) -> None:
    console.print(f"{name + ':':16}[bold]{where}[/]", highlight=False, soft_wrap=True)
