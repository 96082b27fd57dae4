"""Whether a crawl would be refused for want of a contact, before anything of it begins."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider

from jobspider.config import config
from jobspider.errors import ConfigError
from jobspider.middlewares.contact import is_loopback, sentence
from jobspider.permission import permitted_sites
from jobspider.policy import refusal


def check_contact(spider: type[Spider], arguments: dict[str, str]) -> None:
    """Raises ConfigError where JOBSPIDER_CONTACT is empty and the crawl's first request would leave this machine.

    What the source policy holds back anyway, and what cannot be told before the crawl, is left to the crawl.
    """
    url = "" if config().contact else first_address(spider, arguments)
    host = urlsplit(url).hostname or ""
    if host and not is_loopback(host) and refusal(url, permitted_sites()) is None:
        raise ConfigError(sentence(host))


def first_address(spider: type[Spider], arguments: dict[str, str]) -> str:
    """The address that the crawl begins with; empty where the spider has to wait for something to know it."""
    first: Any = None
    with suppress(Exception):  # what is wrong with arguments, the crawl itself says best
        made = spider(**arguments)
        step = made.start().__aiter__().__anext__() if not getattr(made, "due", 0) else None
        try:
            step.send(None) if step is not None else None  # type: ignore[attr-defined]  # a coroutine's
        except StopIteration as yielded:
            first = yielded.value
    return str(getattr(first, "url", ""))
