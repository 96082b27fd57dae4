"""The last resort: an error that nobody expected becomes a problem, with its traceback in the log."""

import logging

from starlette.types import Message, Receive, Scope, Send

from api.errors import failed
from api.middleware.http import HttpMiddleware

logger = logging.getLogger("jobspider.api")


class Failures(HttpMiddleware):
    """Innermost, so that the answer passes through all the others."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 500 unless the answer has begun; then the connection breaks, as it must."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            logger.exception("the request failed")
            if begun:
                raise
            await failed()(scope, receive, send)
