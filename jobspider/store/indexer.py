"""Work on what was stored, off the writing path: a thread that indexes words, or finds jobs."""

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


def index_some(engine: Engine) -> bool:
    """Indexes a batch; whether more may wait. Trouble is logged, and costs nothing but time."""
    return _some(engine, index_waiting, BATCH, "words of new postings wait to be indexed")


def match_some(engine: Engine) -> bool:
    """Finds the jobs of a batch; whether more may wait. Trouble is logged, and costs nothing but time."""
    from jobspider.store import identity  # noqa: PLC0415  what compares texts takes 4 MB, and a server only indexes words

    return _some(engine, identity.match_waiting, identity.BATCH, "new postings wait to be compared with others")


def _some(engine: Engine, work: Callable[[Engine, int], int], batch: int, waits: str) -> bool:
    try:
        return work(engine, batch) >= batch
    except (JobspiderError, DBAPIError) as error:
        logger.warning("%s: %s", waits, error)
        return False


class Indexer:
    """Works a queue off beside whatever else the process does."""

    def __init__(
        self, engine: Callable[[], Engine], pause: float = PAUSE, work: Callable[[Engine], bool] = index_some
    ) -> None:
        self.engine = engine
        self.pause = pause
        self.work = work
        self.ending = Event()
        self.thread = Thread(target=self._work, name=f"jobspider-{self.work.__name__}", daemon=True)

    def start(self) -> None:
        """Begins."""
        self.thread.start()

    def stop(self) -> None:
        """Ends after the batch under way."""
        self.ending.set()
        self.thread.join()

    def _work(self) -> None:
        while not self.ending.is_set():
            if not self.work(self.engine()):
                self.ending.wait(self.pause)


def index_for(engine: Engine, seconds: float = AT_THE_END) -> None:
    """Indexes what waits, then finds its jobs, for so long at most."""
    ends = monotonic() + seconds
    for work in (index_some, match_some):
        while work(engine) and monotonic() < ends:
            pass
