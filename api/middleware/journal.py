"""A line of JSON for each request, and its figures for /metrics."""

import json
import logging
from datetime import UTC, datetime
from time import perf_counter

from asgi_correlation_id import correlation_id
from starlette.types import Message, Receive, Scope, Send

from api.middleware.http import HttpMiddleware
from api.request_figures import note

logger = logging.getLogger("jobspider.api.access")


class Journal(HttpMiddleware):
    """Neither headers nor the query are written down: both may hold what is secret."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Writes when the answer has been sent, or has broken off (status 0 when it had not begun)."""
        method, status, size, began = scope["method"], 0, 0, perf_counter()

        async def counting(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counting)
        finally:
            seconds = perf_counter() - began
            note(method, template(scope), status, seconds)
            if logger.isEnabledFor(logging.INFO):
                logger.info(_line(scope, method, status, size, seconds))


def template(scope: Scope) -> str:
    """The route's path with its places, as `/postings/{posting_id}`; one word for what has no route."""
    route = scope.get("route")
    return getattr(route, "path_format", None) or "none"


def _line(scope: Scope, method: str, status: int, size: int, seconds: float) -> str:
    caller = scope.get("state", {}).get("caller")
    key = caller.key if caller else None
    said = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request_id": correlation_id.get(),
        "client": (scope.get("client") or ("unknown", 0))[0],
        "method": method,
        "path": scope["path"][:500],
        "route": template(scope),
        "status": status,
        "bytes": size,
        "milliseconds": round(seconds * 1000, 1),
        "key": key.name if key else None,
    }
    return json.dumps(said)
