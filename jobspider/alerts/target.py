"""Where messages go: our own webhook, a mailbox, or one of apprise's services; and what of it may be shown."""

import logging
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from jobspider.addresses import Addresses, numeric
from jobspider.config import Config
from jobspider.errors import AlertRefusedError

# Its warnings are about URLs; what goes wrong is our own sentence.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


class Way(StrEnum):
    """How a message is sent."""

    WEBHOOK = "webhook"
    MAIL = "mail"
    SERVICE = "service"


WAYS = {"http": Way.WEBHOOK, "https": Way.WEBHOOK, "mailto": Way.MAIL, "mailtos": Way.MAIL}
MAIL_PORTS = frozenset({25, 465, 587, 2525})


def way_of(url: str) -> Way:
    """By the URL's scheme."""
    return WAYS.get(url.partition(":")[0].lower(), Way.SERVICE)


def checked(url: str, settings: Config) -> str:
    """What of the URL is shown: nothing secret. AlertRefusedError for one that messages may not go to."""
    scheme, way = url.partition(":")[0].lower(), way_of(url)
    if way is Way.WEBHOOK:
        return _webhook(url, settings)
    allowed = {each.strip().lower() for each in settings.alert_services.split(",")}
    if scheme not in allowed:
        names = ", ".join(sorted({"https", *allowed} - {""}))
        raise AlertRefusedError(f"messages may go to {names} only; JOBSPIDER_ALERT_SERVICES lists them")
    found = instantiated(url)
    if way is Way.SERVICE:
        return f"{scheme}://…"
    if len(found.targets) != 1 or found.cc or found.bcc:
        raise AlertRefusedError("a mail has one recipient: make an alert for each, so that each gets every mail once")
    return f"mail to {found.targets[0][1]} by {found.smtp_host}"[:255]


def instantiated(url: str) -> Any:
    """apprise's object; its types are not published. AlertRefusedError, without the URL."""
    from apprise import Apprise  # noqa: PLC0415  with what it needs 4 MB of memory, where alerts go that way

    found = Apprise.instantiate(url)
    if found is None:
        raise AlertRefusedError("the target cannot be read: see https://github.com/caronc/apprise for its URLs")
    return found


def _webhook(url: str, settings: Config) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
    except ValueError:
        host, port = "", 0
    if not host or not url.isascii() or any(each.isspace() for each in url):
        raise AlertRefusedError("the webhook's URL cannot be read: give https://HOST/PATH")
    if "@" in parts.netloc:
        raise AlertRefusedError("a webhook's URL with a password in it is not taken: the signature is its proof")
    try:
        numeric(host)
    except ValueError:
        return f"{parts.scheme}://{host}:{port}/…"[:255]
    if not Addresses.read(settings.task_allow).permit(host, port):
        raise AlertRefusedError(f"{host} is no public address with a web port; JOBSPIDER_TASK_ALLOW opens networks")
    return f"{parts.scheme}://{host}:{port}/…"[:255]
