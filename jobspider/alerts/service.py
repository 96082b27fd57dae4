"""All other services: apprise sends, and says only whether it has worked."""

import re

from jobspider.alert import SENT, Result, State
from jobspider.alerts.message import Message
from jobspider.alerts.target import instantiated

MENTION = re.compile(r"@(?=everyone|here)|(?<!\w)@(?=[\w&!])", re.IGNORECASE)
"""What chat services read as a call of somebody: of all, of a role, of one person. Addresses of mails are none."""


def send(url: str, message: Message) -> Result:
    """Blocks until the service has answered; what it refused, or didn't answer, is sent again."""
    from apprise import NotifyFormat  # noqa: PLC0415  only here, as in target.py

    taken = instantiated(url).notify(
        title=message.title, body=calling_nobody(message.body), body_format=NotifyFormat.TEXT
    )
    return SENT if taken else Result(State.WAITING, "the service refused the message, or did not answer")


def calling_nobody(text: str) -> str:
    """The text, which reads the same, but calls nobody: `@everyone` in a job's title is not for a channel to hear."""
    return MENTION.sub("@\N{ZERO WIDTH SPACE}", text)
