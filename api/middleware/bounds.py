"""Refuses what is too long, and bytes that are no text, before anything looks at them."""

from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refusal
from api.middleware.http import HttpMiddleware
from api.problem import ProblemResponse, problem


class Bounds(HttpMiddleware):
    """`url_bytes` for path and query together, `body_bytes` for a body, also for one that comes in chunks."""

    def __init__(self, app: ASGIApp, url_bytes: int, body_bytes: int) -> None:
        super().__init__(app)
        self.url_bytes = url_bytes
        self.body_bytes = body_bytes

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """414, 413 or 400, else on."""
        refusal = self._of_url(scope) or self._of_length(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.body_bytes:
                raise Refusal(413, self._too_large())
            return message

        await self.app(scope, bounded, send)

    def _of_url(self, scope: Scope) -> ProblemResponse | None:
        path, query = scope.get("raw_path") or b"", scope["query_string"]
        if len(path) + len(query) > self.url_bytes:
            return problem(414, f"Path and query are longer than {self.url_bytes} bytes: shorten them.")
        for part, given in (("path", path), ("query", query)):
            if not is_text(unquote_to_bytes(given.replace(b"+", b" "))):
                return problem(400, f"The {part} is no UTF-8 text without NUL: encode it as such.", "malformed_text")
        return None

    def _of_length(self, scope: Scope) -> ProblemResponse | None:
        given = Headers(scope=scope).get("content-length", "0")
        if given.isdecimal() and int(given[:20]) > self.body_bytes:
            # The rest is not read, so the connection cannot be used again.
            return problem(413, self._too_large(), headers={"Connection": "close"})
        return None

    def _too_large(self) -> str:
        return f"The body is larger than {self.body_bytes} bytes: send less at once."


def is_text(given: bytes) -> bool:
    """Whether the bytes are UTF-8 and hold no NUL."""
    try:
        return "\0" not in given.decode()
    except UnicodeDecodeError:
        return False
