"""The daily figures, counted in a thread beside the daemon's loop: they may take minutes, and schedules do not wait."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from jobspider.errors import JobspiderError
from jobspider.etl.catch_up import catch_up
from jobspider.store.faults import reason

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=10)
"""Time between two looks for days that are missing."""
SETTLING = timedelta(minutes=10)
"""How long after midnight a day is counted: what was seen just before may still be on its way into the database."""
AT_THE_END = 5.0
"""Seconds for which a daemon that was stopped waits; a day that is not stored by then is counted by the next one."""


def settled() -> datetime:
    """The moment up to which what was seen is stored."""
    return datetime.now(UTC) - SETTLING


class DailyFigures:
    """Catches up on what is missing, every now and then."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = settled) -> None:
        self._engine = engine
        self._clock = clock
        self._ending = Event()
        self._thread: Thread | None = None
        self._looked = -EVERY.total_seconds()

    def look(self) -> None:
        """Starts the thread when it is time again, unless it still works."""
        working = self._thread is not None and self._thread.is_alive()
        if working or monotonic() - self._looked < EVERY.total_seconds():
            return
        self._looked = monotonic()
        self._thread = Thread(target=self._work, name="jobspider-rollup", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends between two days, or with the process."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(AT_THE_END)

    def _work(self) -> None:
        try:
            for done in catch_up(self._engine, self._clock, self._ending.is_set):
                logger.info("rolled up %s: %d figures in %.1f s", done.day, done.figures, done.seconds)
        except JobspiderError as error:
            logger.error("daily figures wait: %s", error)
        except DBAPIError as error:
            logger.error("daily figures wait: the database refuses: %s", reason(error))
