"""HEAD: what GET would answer, without the body (RFC 9110, section 9.3.2)."""

from starlette.types import Message, Receive, Scope, Send

from api.middleware.http import HttpMiddleware


class Head(HttpMiddleware):
    """Routes are written for GET alone."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Asks for GET and keeps the body back."""
        if scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        scope["method"] = "GET"  # not in a copy: what the router notes in it is read afterwards
        await self.app(scope, receive, bodiless)
