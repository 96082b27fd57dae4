"""Mail. apprise reads the URL; the conversation is ours, because what matters is when it
broke off: before the text was sent, the mail has not arrived; after it, nobody knows, and it is not sent again.
"""

import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from jobspider.addresses import Addresses, is_public, numeric
from jobspider.alert import SENT, Result, State
from jobspider.alerts.message import Message
from jobspider.alerts.target import MAIL_PORTS, instantiated

ANSWER_SECONDS = 10


def send(url: str, message: Message, addresses: Addresses) -> Result:
    """Blocks for as long as the mail server takes, ANSWER_SECONDS for each of its answers."""
    target = instantiated(url)
    mail = _mail(target, message)
    try:
        server = _ready(target, addresses)
    except (OSError, smtplib.SMTPException) as error:
        return Result(State.WAITING, f"the mail server did not take the mail: {_said(error)}")
    try:
        code, answer = server.data(mail.as_bytes())
    except smtplib.SMTPDataError as error:
        return Result(State.WAITING, f"the mail server did not take the mail: {_said(error)}")
    except (OSError, smtplib.SMTPException) as error:
        sentence = f"the mail server did not confirm the mail ({type(error).__name__}): it may have arrived"
        return Result(State.UNKNOWN, sentence)
    finally:
        _leave(server)
    if code == 250:
        return SENT
    return Result(State.WAITING, f"the mail server refused the mail: {code} {answer.decode(errors='replace')}")


def _mail(target: Any, message: Message) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    name, address = target.from_addr
    mail["From"] = formataddr((name or "jobspider", address))
    mail["To"] = target.targets[0][1]
    mail["Subject"] = message.title
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{message.id}@{address.rpartition('@')[2]}>"  # the same, if it should ever come twice
    mail.set_content(message.body)
    return mail


def _ready(target: Any, addresses: Addresses) -> smtplib.SMTP:
    """A conversation in which only the text is missing."""
    context = ssl.create_default_context()
    if not target.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    server = _Server(addresses, context if target.secure_mode == "ssl" else None)
    try:
        server.connect(target.smtp_host, target.port)
        if target.secure_mode == "starttls":
            server.starttls(context=context)
        if target.user and target.password:
            server.login(target.user, target.password)
        server.ehlo_or_helo_if_needed()
        _envelope(server, target.from_addr[1], target.targets[0][1])
    except BaseException:
        server.close()
        raise
    return server


def _envelope(server: smtplib.SMTP, sender: str, recipient: str) -> None:
    code, answer = server.mail(sender)
    if code == 250:
        code, answer = server.rcpt(recipient)
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, answer)


def _leave(server: smtplib.SMTP) -> None:
    """Says goodbye, whether or not anybody listens: what matters has been said."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


class _Server(smtplib.SMTP):
    """Connects to addresses that were looked at."""

    def __init__(self, addresses: Addresses, tls: ssl.SSLContext | None) -> None:
        self._addresses = addresses
        self._tls = tls
        super().__init__(timeout=ANSWER_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        open_ones = [str(each[4][0]) for each in found if self._may(str(each[4][0]), port)]
        if not open_ones:
            raise OSError(f"{host} is no public address with a mail server's port; JOBSPIDER_TASK_ALLOW opens networks")
        connection = socket.create_connection((open_ones[0], port), timeout)
        self._host = host  # what STARTTLS compares the certificate with
        return self._tls.wrap_socket(connection, server_hostname=host) if self._tls else connection

    def _may(self, host: str, port: int) -> bool:
        address = numeric(host)
        return self._addresses.is_own(address) or (port in MAIL_PORTS and is_public(address))


def _said(error: Exception) -> str:
    """What a person can use, and no password: servers don't repeat it, and ours are not in their answers."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "it does not take the user and password"
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__
