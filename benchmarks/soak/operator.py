"""What the operator does with the service: asks its API, its nodes and its database, until they answer."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from redis.exceptions import RedisError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from benchmarks.soak.system import System
from jobspider.api_keys import ApiKey, Scope, digest, new_key
from jobspider.store.api_keys import add_key
from jobspider.store.engine import create_engine
from jobspider.store.transaction import in_transaction

T = TypeVar("T")
PATIENCE = 180
AWAY = (URLError, ConnectionError, TimeoutError, DBAPIError, RedisError)


class OverdueError(Exception):
    """Something did not happen in time: the sentence says what."""


def eventually(work: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """What `work` gives once it works."""
    deadline = monotonic() + seconds
    while True:
        try:
            return work()
        except AWAY as error:
            if monotonic() > deadline:
                raise OverdueError(f"{what} did not work for {seconds:.0f} s: {error}") from error
        sleep(0.3)


@dataclass
class Operator:
    """Has a key that may do all."""

    system: System
    key: str = ""
    turn: int = 0

    def __post_init__(self) -> None:
        self.engine = create_engine(self.system.database_url)

    def make_key(self, now: Any) -> None:
        """As `jobspider keys create` does."""
        made = new_key()
        key = ApiKey(id=made.id, name="soak", secret_hash=digest(made.text), scopes=frozenset(Scope), created_at=now)
        in_transaction(self.engine, lambda connection: add_key(connection, key))
        self.key = made.text

    def post(self, path: str, body: Any = None) -> Any:
        """A POST to one of the APIs, to another one where that fails; repeated until it works."""
        return eventually(lambda: self._post(path, body), f"POST {path}")

    def _post(self, path: str, body: Any) -> Any:
        self.turn += 1
        base = self.system.apis[self.turn % len(self.system.apis)]
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = b"" if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(base + path, data, headers, method="POST"), timeout=40) as answer:
                return json.load(answer)
        except HTTPError as error:
            said = error.read().decode(errors="replace")
            if error.code < 500:
                raise OverdueError(f"POST {path} answered {error.code}: {said}") from error
            raise

    def get(self, path: str) -> Any:
        """A GET, once."""
        self.turn += 1
        with urlopen(self.system.apis[self.turn % len(self.system.apis)] + path, timeout=40) as answer:
            return json.load(answer)

    def read(self, query: Callable[[Connection], T], what: str) -> T:
        """What a query of the database gives."""

        def work() -> T:
            with self.engine.connect() as connection:
                return query(connection)

        return eventually(work, what)

    def waiting_jobs(self) -> int:
        """Jobs that wait or run on the nodes; raises where a node does not answer."""
        return sum(_jobs(node) for node in self.system.nodes)


def _jobs(node: str) -> int:
    parts = urlsplit(node)
    token = b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request = Request(
        f"http://{parts.hostname}:{parts.port}/listjobs.json?project=jobspider",
        headers={"Authorization": f"Basic {token}"},
    )
    with urlopen(request, timeout=20) as answer:
        found = json.load(answer)
    return len(found["pending"]) + len(found["running"])
