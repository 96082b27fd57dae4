"""Headers that keep browsers from doing more with an answer than it was meant for."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from api.middleware.http import HttpMiddleware

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
POLICY = "default-src 'none'; frame-ancestors 'none'"
"""For what is no page; a page brings its own."""


class SecurityHeaders(HttpMiddleware):
    """Adds them to every answer."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What the answer says itself stays."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", POLICY)
            await send(message)

        await self.app(scope, receive, with_headers)
