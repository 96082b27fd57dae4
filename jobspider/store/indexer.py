"""A thread that indexes what is stored, as long as the process serves."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from jobspider.errors import JobspiderError
from jobspider.store.words import BATCH, index_waiting

logger = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds between two looks at the queue: how long a posting is stored before its words are found, about."""
AT_THE_END = 60.0
"""Seconds for which a crawl indexes what it stored; a longer rest is left to whoever serves or crawls next."""


class Indexer:
    """Works the queue off beside whatever else the process does."""

    def __init__(self, engine: Callable[[], Engine], pause: float = PAUSE) -> None:
        self.engine = engine
        self.pause = pause
        self.ending = Event()
        self.thread = Thread(target=self._work, name="jobspider-indexer", daemon=True)

    def start(self) -> None:
        """Begins."""
        self.thread.start()

    def stop(self) -> None:
        """Ends after the batch under way."""
        self.ending.set()
        self.thread.join()

    def _work(self) -> None:
        while not self.ending.is_set():
            if not index_some(self.engine()):
                self.ending.wait(self.pause)


def index_some(engine: Engine) -> bool:
    """Indexes a batch; whether more may wait. Trouble is logged, and costs nothing but time."""
    try:
        return index_waiting(engine, BATCH) >= BATCH
    except (JobspiderError, DBAPIError) as error:
        logger.warning("words of new postings wait to be indexed: %s", error)
        return False


def index_for(engine: Engine, seconds: float = AT_THE_END) -> None:
    """Indexes what waits, for so long at most."""
    ends = monotonic() + seconds
    while index_some(engine) and monotonic() < ends:
        pass
