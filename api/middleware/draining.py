"""The end of a process: proxies are told to leave before it stops listening."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from api import lifecycle
from api.middleware.http import HttpMiddleware


class Draining(HttpMiddleware):
    """While the process drains, each answer closes its connection, so that the next request goes to another replica."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the header."""

        async def closing(message: Message) -> None:
            if lifecycle.draining() and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self.app(scope, receive, closing)
