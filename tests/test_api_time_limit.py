"""Given an application that is slow, when it does not begin in time, then the caller is told and it is let go."""

import asyncio
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from api.middleware.time_limit import TimeLimit

SCOPE: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


def ask(pause_before: float, pause_after: float, seconds: float) -> tuple[list[Message], bool]:
    """What is sent, and whether the application came to its end."""
    sent: list[Message] = []
    ended = False

    async def slow(_: Scope, __: Receive, send: Send) -> None:
        nonlocal ended
        await asyncio.sleep(pause_before)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(pause_after)
        await send({"type": "http.response.body", "body": b"done"})
        ended = True

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(TimeLimit(slow, seconds)(SCOPE, receive, send))
    return sent, ended


def test_an_answer_that_does_not_begin_in_time_is_503() -> None:
    sent, ended = ask(pause_before=600, pause_after=0, seconds=0.05)

    assert [message.get("status") for message in sent] == [503, None]
    assert not ended


def test_an_answer_that_has_begun_may_take_its_time() -> None:
    sent, ended = ask(pause_before=0, pause_after=0.3, seconds=0.1)

    assert [message.get("status") for message in sent] == [200, None]
    assert ended
