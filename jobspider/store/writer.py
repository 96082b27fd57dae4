"""From the event loop to the database: what arrives while a batch is being committed is the next batch."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple, cast

from sqlalchemy import Engine

from jobspider.errors import InvalidPostingError, StoreUnavailableError
from jobspider.posting import Posting
from jobspider.store.inbox import Inbox
from jobspider.store.plan import Outcome, key
from jobspider.store.postings import UpsertCounts, upsert

logger = logging.getLogger(__name__)

FIRST_PAUSE = 0.25
"""Seconds between the first two attempts while the database is away; doubled each time."""
LONGEST_PAUSE = 10.0
"""Seconds between two attempts at most."""
CLOSE_SECONDS = 60.0
"""How long `close` keeps trying while the database is away."""


class Waiting(NamedTuple):
    """A posting on its way, and who waits for it."""

    posting: Posting
    seen_at: datetime
    answer: "asyncio.Future[Outcome]"


class Writer:
    """Writes postings in batches on a thread of its own. Made, used and closed on one event loop.

    While the database is away it keeps what it has and tries again, so nothing is dropped; `on_unavailable` and
    `on_available` are called on the event loop when that begins and ends, for whoever should stop fetching meanwhile.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        batch_size: int = 200,
        on_unavailable: Callable[[], None] = lambda: None,
        on_available: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine = engine
        self.callbacks = {False: on_unavailable, True: on_available}
        self.inbox: Inbox[Waiting] = Inbox(batch_size)
        self.trouble: StoreUnavailableError | None = None
        self.gives_up_at = float("inf")
        self.loop: asyncio.AbstractEventLoop | None = None
        self.ended: Future[None] = Future()

    async def write(self, posting: Posting) -> Outcome:
        """What became of the posting, once that is committed.

        Raises InvalidPostingError when the database refuses this posting, and StoreUnavailableError when the writer
        was closed before the database came back; then the posting is not stored.
        """
        if self.inbox.closed.is_set():
            raise StoreUnavailableError("the writer is closed: write before close()")
        loop = self._started()
        waiting = Waiting(posting, datetime.now(UTC), loop.create_future())
        self.inbox.put(waiting)
        return await waiting.answer

    async def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Writes what is left. A database that is away gets `seconds` to come back; then those who wait get the error.

        An attempt under way is not cut short, so it may take as long again as the engine lets a statement take.
        """
        loop = self._started()
        self.gives_up_at = monotonic() + seconds
        self.inbox.close()
        await asyncio.wrap_future(self.ended, loop=loop)

    def _started(self) -> asyncio.AbstractEventLoop:
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            Thread(target=self._work, name="jobspider-writer", daemon=True).start()
        return self.loop

    def _work(self) -> None:
        """The thread: batch after batch until the inbox is closed and empty."""
        try:
            while batch := self.inbox.take():
                self._on_loop(_answer, batch, self._written(batch))
        finally:
            self.ended.set_result(None)

    def _written(self, batch: Sequence[Waiting]) -> UpsertCounts | Exception:
        """The batch's outcome, however long the database is away, unless the writer is closed meanwhile."""
        postings, seen_at = [waiting.posting for waiting in batch], min(waiting.seen_at for waiting in batch)
        pause = FIRST_PAUSE
        while self.trouble is None or monotonic() < self.gives_up_at:
            try:
                counts = upsert(self.engine, postings, seen_at)
            except StoreUnavailableError as error:
                self._turn(error)
            except Exception as error:
                logger.exception("a batch of %d postings could not be written", len(batch))
                return error
            else:
                self._turn(None)
                return counts
            self.inbox.pause(min(pause, max(self.gives_up_at - monotonic(), 0.01)))
            pause = min(2 * pause, FIRST_PAUSE if self.inbox.closed.is_set() else LONGEST_PAUSE)
        return self.trouble

    def _turn(self, trouble: StoreUnavailableError | None) -> None:
        """Tells the log and the callback, once each time that the database goes away or comes back."""
        before, self.trouble = self.trouble, trouble
        if (before is None) is (trouble is None):
            return
        if trouble is None:
            logger.info("the database is back: nothing was lost, writing goes on")
        else:
            logger.warning("postings wait until the database is back: %s", trouble)
        self._on_loop(self.callbacks[trouble is None])

    def _on_loop(self, function: Callable[..., None], *arguments: Any) -> None:
        """Calls it on the event loop, where futures may be resolved; a loop that is closed has nobody waiting."""
        try:
            cast(asyncio.AbstractEventLoop, self.loop).call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            logger.warning("the event loop was closed before the writer: close the writer first")


def _answer(batch: Sequence[Waiting], result: UpsertCounts | Exception) -> None:
    """Resolves the futures of a batch."""
    for waiting in batch:
        if not waiting.answer.done():
            _resolve(waiting.answer, _outcome(waiting.posting, result))


def _outcome(posting: Posting, result: UpsertCounts | Exception) -> Outcome | Exception:
    if isinstance(result, StoreUnavailableError):
        return StoreUnavailableError(f"posting {posting.source_id!r} of {posting.source} was not stored: {result}")
    if isinstance(result, Exception):
        return result
    refused = {key(failed): sentence for failed, sentence in result.failed}
    found = result.outcomes.get(key(posting))
    return InvalidPostingError(refused[key(posting)]) if found is None else found


def _resolve(answer: "asyncio.Future[Outcome]", outcome: Outcome | Exception) -> None:
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
