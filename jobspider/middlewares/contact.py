"""No crawl of somebody's site without an address under which its owner can reach us."""

from functools import lru_cache
from ipaddress import ip_address

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from jobspider.component import Component
from jobspider.config import config
from jobspider.middlewares.stop import stop_run
from jobspider.outcome import Outcome


class ContactMiddleware(Component):
    """Ends the run at the first request that leaves this machine while JOBSPIDER_CONTACT is empty."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.has_contact = bool(config().contact)

    def process_request(self, request: Request) -> None:
        """Lets all pass where a contact is set, else loopback; raises IgnoreRequest for anything else."""
        if self.has_contact:  # not NotConfigured: Scrapy would warn of a middleware that is off, and all is well
            return
        host = urlparse_cached(request).hostname or ""
        if not is_loopback(host):
            raise stop_run(self.crawler, Outcome.FAILED, sentence(host))


def sentence(host: str) -> str:
    """Why a host is not crawled without a contact, and what to do."""
    return (
        f"JOBSPIDER_CONTACT is empty, so {host} is not crawled: set it to an e-mail address or a page where the site's "
        "owner can reach you; it becomes part of the user agent"
    )


@lru_cache(1024)
def is_loopback(host: str) -> bool:
    """Whether a host name of a URL is this machine itself, without asking a resolver."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
