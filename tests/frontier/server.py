"""A Redis with an append-only file that can be killed and started again on the same port."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from redis import Redis
from redis.exceptions import RedisError

from jobspider.sample.servers import free_port


@dataclass
class DurableRedis:
    """One server and its folder."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--logfile", "log"]
        self.process = subprocess.Popen([*command, *durable, *self.options])
        self.wait()

    def kill(self) -> None:
        """kill -9, and waits for the end."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def wait(self) -> None:
        deadline = monotonic() + 30
        while not self.answers():
            assert monotonic() < deadline, (self.folder / "log").read_text()[-1000:]
            sleep(0.05)

    def answers(self) -> bool:
        with Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False


@contextmanager
def durable_redis(folder: Path) -> Iterator[DurableRedis]:
    """A running server, gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    server = DurableRedis(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()
