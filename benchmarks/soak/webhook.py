"""The receiver of alerts, which misbehaves while it is told to."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Webhook:
    """`messages` has each call that was answered with 204 and each that was not: id, body, whether it was taken."""

    messages: list[tuple[str, dict[str, Any], bool]] = field(default_factory=list)
    mood: str = "well"
    """well; refusing: answers 500; deaf: takes the message and never says so."""
    url: str = ""

    async def start(self) -> None:
        """Listens on a free port of loopback."""
        application = web.Application()
        application.router.add_post("/hook", self._taken)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"

    async def _taken(self, request: web.Request) -> web.Response:
        body, mood = await request.json(), self.mood
        taken = mood != "refusing"
        self.messages.append((request.headers["webhook-id"], body, taken))
        while mood == "deaf" == self.mood:
            await asyncio.sleep(0.2)
        return web.Response(status=204 if mood == "well" else 500)
