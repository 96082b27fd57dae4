"""An HTTP answer, kept as the bytes that go over the wire."""

from dataclasses import dataclass
from http import HTTPStatus

HTML = "text/html; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """Header block (up to and with the empty line) and body, ready to be sent."""

    status: int
    head: bytes
    body: bytes

    @property
    def wire(self) -> bytes:
        """Both as one."""
        return self.head + self.body


def answer(body: str | bytes, status: int = 200, content_type: str = HTML, **headers: str) -> Answer:
    """An answer with its length; a header's underscores stand for hyphens."""
    content = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": content_type, "Content-Length": str(len(content)), **headers}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return Answer(status, "\r\n".join([*lines, "", ""]).encode("latin-1"), content)
