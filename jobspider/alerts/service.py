"""All other services: apprise sends, and says only whether it has worked."""

from apprise import NotifyFormat

from jobspider.alert import SENT, Result, State
from jobspider.alerts.message import Message
from jobspider.alerts.target import instantiated


def send(url: str, message: Message) -> Result:
    """Blocks until the service has answered; what it refused, or didn't answer, is sent again."""
    taken = instantiated(url).notify(title=message.title, body=message.body, body_format=NotifyFormat.TEXT)
    return SENT if taken else Result(State.WAITING, "the service refused the message, or did not answer")
