"""Places in tasks: who has one crawls. A row that is renewed, so that another takes over from whoever has died."""

from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import Engine

from jobspider.run import node_name
from jobspider.search.tasks import OpenTask, open_tasks
from jobspider.store.locks import hold, release
from jobspider.store.transaction import in_transaction

HELD_SECONDS = 30.0
URLS_A_PLACE = 10
MOST_PLACES = 16
LOOKED_AT = 50
"""Unfinished tasks that are looked at, the oldest first; the others' turn comes."""


class Places:
    """The places that this process holds. `shared`: whether several processes can crawl one task."""

    def __init__(self, engine: Engine, *, shared: bool) -> None:
        self._engine = engine
        self._shared = shared
        self._owner = f"{node_name()[-47:]}:{token_hex(8)}"

    def open_tasks(self) -> list[OpenTask]:
        """Unfinished tasks."""
        with self._engine.connect() as database:
            return open_tasks(database, LOOKED_AT)

    def take(self, task: OpenTask) -> str | None:
        """A place in the task, or None where all are taken."""
        return next((place for place in self._of(task) if self.renew(place)), None)

    def renew(self, place: str) -> bool:
        """Whether this process has the place for another HELD_SECONDS."""
        now = datetime.now(UTC)
        return in_transaction(self._engine, lambda database: hold(database, place, self._owner, HELD_SECONDS, now))

    def release(self, place: str) -> None:
        """Gives a place back."""
        in_transaction(self._engine, lambda database: release(database, place, self._owner))

    def _of(self, task: OpenTask) -> Iterator[str]:
        width = min(1 + (task.urls - 1) // URLS_A_PLACE, MOST_PLACES) if self._shared else 1
        return (f"task:{task.id}:{number}" for number in range(width))
