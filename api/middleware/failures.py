"""The last resort: an error that nobody expected becomes a problem, with its traceback in the log."""

import logging

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.types import Message, Receive, Scope, Send

from api.errors import database_problem, failed, overload_problem
from api.middleware.http import HttpMiddleware
from api.problem import ProblemResponse

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
        except Exception as error:
            problem = unanswered(error)
            if begun:
                raise
            await problem(scope, receive, send)


def unanswered(error: Exception) -> ProblemResponse:
    """What is said of an error that no route has answered: also those around the routes ask the database, for keys."""
    if isinstance(error, DBAPIError):
        return database_problem(error)
    if isinstance(error, PoolTimeoutError):
        return overload_problem(error)
    logger.error("the request failed", exc_info=error)
    return failed()
