"""An answer has to begin in time."""

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import unavailable
from api.middleware.http import HttpMiddleware

logger = logging.getLogger("jobspider.api")


class TimeLimit(HttpMiddleware):
    """Answers 503 when `seconds` pass before the answer begins; how long it then takes is not limited.

    What runs in a thread cannot be stopped: it ends by itself, at the latest when its database statement does.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        super().__init__(app)
        self.seconds = seconds

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request as a task, and lets go of it when it is late."""
        begun, late = asyncio.Event(), False

        async def in_time(message: Message) -> None:
            begun.set()
            if not late:
                await send(message)

        answering = asyncio.ensure_future(self.app(scope, receive, in_time))
        beginning = asyncio.ensure_future(begun.wait())
        try:
            await asyncio.wait({answering, beginning}, timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED)
            if begun.is_set() or answering.done():
                await answering
                return
        except asyncio.CancelledError:
            answering.cancel()
            raise
        finally:
            beginning.cancel()
        late = True
        answering.cancel()
        answering.add_done_callback(_forget)
        logger.error("no answer in %s seconds", self.seconds)
        await unavailable()(scope, receive, send)


def _forget(answering: "asyncio.Future[None]") -> None:
    """Its error was answered already."""
    if not answering.cancelled():
        answering.exception()
