"""The site as a server on loopback, which misbehaves while it is told to."""

import asyncio
from contextlib import suppress
from enum import StrEnum
from random import Random

from aiohttp import web

from benchmarks.soak import pages
from benchmarks.soak.site import Answer, Site
from jobspider.sample.challenge_page import challenge_page

USUAL_SECONDS = 0.2
SLOW_SECONDS = 2.0
"""What an answer takes at most; half of it on average."""


class Mood(StrEnum):
    """How the site answers."""

    WELL = "well"
    SLOW = "slow"
    """After a second or two."""
    MALFORMED = "malformed"
    """Each third page breaks off in the middle, or is not what its type says."""
    EMPTY = "empty"
    """Half of the lists name nothing, as if all were gone."""
    ERRORS = "errors"
    """Each second page is a 503."""
    SILENT = "silent"
    """Connections are taken and nothing is answered, until the mood changes."""
    CHALLENGE = "challenge"
    """A page that asks for a proof of being human."""


class Board:
    """Serves the site on all of 127.0.0.0/8 at one port."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site = site
        self.mood = Mood.WELL
        self.spoilt = 0
        self._random = Random(seed)

    async def start(self) -> None:
        """Listens on a free port."""
        runner = web.AppRunner(self._application(), access_log=None)
        await runner.setup()
        listener = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        await listener.start()
        port = runner.addresses[0][1]
        self.site.base = f"http://127.0.0.1:{port}"

    def _application(self) -> web.Application:
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path != "/robots.txt":
            await self._wait(request)
        answer = self._spoilt(self.site.answer(request.path))
        headers = {"ETag": answer.etag} if answer.etag else {}
        if answer.etag and request.headers.get("If-None-Match") == answer.etag:
            return web.Response(status=304, headers=headers)
        kind = f"{answer.kind}; charset=utf-8"
        return web.Response(body=answer.body, status=answer.status, headers={**headers, "Content-Type": kind})

    async def _wait(self, request: web.Request) -> None:
        longest = SLOW_SECONDS if self.mood is Mood.SLOW else USUAL_SECONDS
        await asyncio.sleep(longest * self._random.random())
        if self.mood is Mood.SILENT:
            self.spoilt += 1
            while self.mood is Mood.SILENT:
                await asyncio.sleep(0.2)
            with suppress(AttributeError):  # no transport: it is gone by itself
                request.transport.abort()

    def _spoilt(self, answer: Answer) -> Answer:
        if self.mood is Mood.CHALLENGE:
            self.spoilt += 1
            return Answer(challenge_page().encode(), status=403)
        if self.mood is Mood.ERRORS and self._random.random() < 0.5:
            self.spoilt += 1
            return Answer(b"The server failed on purpose.", "text/plain", status=503)
        if self.mood is Mood.EMPTY and self._random.random() < 0.5:
            self.spoilt += answer.kind != "text/html"
            return EMPTY.get(answer.kind, answer)
        if self.mood is Mood.MALFORMED and self._random.random() < 0.33:
            self.spoilt += 1
            return self._random.choice((_cut, _garbled, _emptied))(answer)
        return answer


EMPTY = {
    "application/json": Answer(b"[]", "application/json"),
    "application/xml": Answer(pages.sitemap("", []), "application/xml"),
}
"""Lists of nothing."""


def _cut(answer: Answer) -> Answer:
    return Answer(answer.body[: len(answer.body) // 2], answer.kind, answer.status)


def _garbled(answer: Answer) -> Answer:
    return Answer(answer.body.replace(b'"', b"\xe9", 40), answer.kind, answer.status)


def _emptied(answer: Answer) -> Answer:
    return Answer(b"<!doctype html><title>Maintenance</title><p>We are back soon.</p>", "text/html", answer.status)
