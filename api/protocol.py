"""HTTP as uvicorn reads it in C, with a bound: by itself it takes a request line and headers of any length."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
"""Request line and headers together, at most; what is longer is 400, and the connection ends."""


class BoundedHttp(HttpToolsProtocol):
    """Counts what the parser tells, and what it swallows without telling anything: a header without an end."""

    _told = 0
    _head = 0
    _swallowed = 0

    def data_received(self, data: bytes) -> None:
        """Feeds the parser."""
        told = self._told
        super().data_received(data)
        self._swallowed = 0 if self._told != told else self._swallowed + len(data)
        if self._swallowed > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request does not come to an end.")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._told += 1
        self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the request line."""
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One whole header."""
        self._grow(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """A piece of the body, which has a bound of its own (api/middleware/bounds.py)."""
        self._told += 1
        super().on_body(body)

    def _grow(self, size: int) -> None:
        self._told += 1
        self._head += size
        if self._head > HEAD_BYTES:  # the parser stops at any error, and uvicorn answers 400
            raise ValueError(f"request line and headers are longer than {HEAD_BYTES} bytes")
