"""A small HTTP/1.1: GET and HEAD, kept-alive and pipelined connections, answers in the order of the requests."""

import asyncio
import re
from collections import deque
from typing import cast

from jobspider.sample.answer import TEXT, Answer, answer
from jobspider.sample.requests_log import RequestsLog
from jobspider.sample.site import Site

MAX_HEAD = 64 * 1024
_AGENT = re.compile(rb"\r\nuser-agent:[ \t]*([^\r]*)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection:[ \t]*close|^\S+ \S+ HTTP/1\.0\r\n", re.IGNORECASE)
_BAD_REQUEST = answer("This is not a request that the sample board understands: GET and HEAD only.\n", 400, TEXT)


class Protocol(asyncio.Protocol):
    """One connection. With a latency, each answer leaves that many seconds after its request arrived."""

    def __init__(self, site: Site, log: RequestsLog, latency: float) -> None:
        self._site = site
        self._log = log
        self._latency = latency
        self._buffer = b""
        self._due: deque[tuple[bytes, bool]] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def pause_writing(self) -> None:
        self._transport.pause_reading()  # a client that doesn't read its answers gets no further ones

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[: end + 2], self._buffer[end + 4 :]
            self._request(head)
        if len(self._buffer) > MAX_HEAD:
            self._buffer = b""
            self._send(_BAD_REQUEST.wire, last=True)

    def _request(self, head: bytes) -> None:
        method, _, rest = head.partition(b" ")
        if method not in {b"GET", b"HEAD"}:
            self._send(_BAD_REQUEST.wire, last=True)
            return
        target = rest.partition(b" ")[0].decode("latin-1")
        reply = self._answer(target)
        agent = _AGENT.search(head)
        self._log.add(method.decode(), target, agent[1].decode("latin-1") if agent else "", reply.status)
        self._send(reply.wire if method == b"GET" else reply.head, last=_CLOSE.search(head) is not None)

    def _answer(self, target: str) -> Answer:
        if target == "/requests.log":
            return answer(self._log.text(), content_type=TEXT)
        return self._site.answer(target)

    def _send(self, data: bytes, last: bool) -> None:
        if not self._latency:
            self._write(data, last)
            return
        self._due.append((data, last))
        asyncio.get_running_loop().call_later(self._latency, self._send_due)

    def _send_due(self) -> None:
        """The oldest answer, not the one whose timer this is: timers of one moment may fire in any order."""
        self._write(*self._due.popleft())

    def _write(self, data: bytes, last: bool) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(data)
        if last:
            self._transport.close()
