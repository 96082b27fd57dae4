"""The last resort: an error that nobody expected becomes a problem, with its traceback in the log."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import failed

logger = logging.getLogger("jobspider.api")


class Failures:
    """Innermost, so that the answer passes through all the others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 500 unless the answer has begun; then the connection breaks, as it must."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
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
