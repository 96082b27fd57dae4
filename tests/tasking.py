"""Handing a list of URLs to a running API, and waiting for what becomes of it."""

from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from jobspider.store.engine import create_engine
from jobspider.store.schema import prepare, upgrade
from tests.crawling import jobspider
from tests.serving import Answer, Api

WAIT_SECONDS = 120


def new_database(url: str) -> None:
    """The tables."""
    engine = create_engine(url)
    upgrade(engine)
    prepare(engine)
    engine.dispose()


def new_key(database_url: str, name: str = "tests", scope: str = "tasks") -> str:
    """A key of the API."""
    return jobspider("keys", "create", name, "--scope", scope, database_url=database_url).out.strip()


@dataclass(frozen=True)
class Client:
    """The API with a key."""

    api: Api
    key: str

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request."""
        return self.api.ask(method, path, body, Authorization=f"Bearer {self.key}", **headers)

    def post(self, *urls: str) -> str:
        """A task's id."""
        answer = self.ask("POST", "/tasks", {"urls": list(urls)})
        assert answer.status == 202, answer.body
        assert answer.headers["location"] == f"/tasks/{answer.json['id']}/status"
        return str(answer.json["id"])

    def status(self, task: str) -> Any:
        """How far it is."""
        return self.ask("GET", f"/tasks/{task}/status").json

    def wait(self, task: str, completed: int | None = None) -> None:
        """Until so many URLs are done, or all."""
        deadline = monotonic() + WAIT_SECONDS
        while monotonic() < deadline:
            status = self.status(task)
            if not status["inprogress"] or (completed is not None and status["completed"] >= completed):
                return
            sleep(0.1)
        raise AssertionError(f"{self.status(task)}: {self.api.log.read_text()[-3000:]}")

    def results(self, task: str) -> list[Any]:
        """What became of each URL."""
        answer = self.ask("GET", f"/tasks/{task}/result?limit=1000")
        assert answer.status == 200, answer.body
        items: list[Any] = answer.json["items"]
        return items
