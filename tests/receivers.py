"""Who gets messages in tests: a mail server and a webhook on loopback, both real, which do as they are told."""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from jobspider.sample.servers import free_port

Told = Callable[[int], Any]
"""Called with the number of the message, from 1: what is answered to it."""


class Mailbox:
    """Mails as text; `told` gives the server's answer, None to accept, or ends the conversation by raising."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.mails: list[str] = []
        self.secured: list[tuple[bool, bool]] = []
        """Of each mail, whether it came through TLS, and after a login."""
        self.url = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """As aiosmtpd calls it, with the whole mail."""
        self.mails.append(envelope.content.decode())
        self.secured.append((session.ssl is not None, bool(session.authenticated)))
        answer = self.told(len(self.mails))
        if answer == "break":
            server.transport.abort()
            return "451 never sent"
        return answer or "250 taken"


@contextmanager
def mail_server(told: Told = lambda _: None) -> Iterator[Mailbox]:
    """A mail server; `url` is what an alert is given."""
    box = Mailbox(told)
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"mailto://127.0.0.1:{controller.port}?mode=insecure&from=jobs@example.com&to=me@example.com"
    try:
        yield box
    finally:
        controller.stop(no_assert=True)


@contextmanager
def secured_mail_server(certificate: Path, key: Path, user: str, password: str) -> Iterator[Mailbox]:
    """A mail server that takes mails after STARTTLS and a login only; its `url` has both."""

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (user.encode(), password.encode()), handled=False)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    box = Mailbox(lambda _: None)
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        authenticator=known,
        require_starttls=True,
        auth_required=True,
    )
    controller.start()
    login, to = f"{quote(user, safe='')}:{quote(password, safe='')}", "from=jobs@example.com&to=me@example.com"
    box.url = f"mailtos://{login}@127.0.0.1:{controller.port}?{to}"
    try:
        yield box
    finally:
        controller.stop(no_assert=True)


class Hook:
    """What a webhook got: headers and body of each call."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    @property
    def documents(self) -> list[Any]:
        """The bodies as JSON."""
        return [json.loads(body) for _, body in self.calls]


@contextmanager
def webhook(told: Told = lambda _: 204) -> Iterator[Hook]:
    """A receiver of webhooks."""
    hook = Hook(told)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = hook.told(len(hook.calls)) or 204
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing to standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.url = f"http://127.0.0.1:{server.server_address[1]}/secret-path"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
