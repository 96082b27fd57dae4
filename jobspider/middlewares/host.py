"""What is done to a host: in this process alone, or on all nodes where they share a frontier."""

from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler


def shared_lease(crawler: Crawler, request: Request) -> tuple[Any, Any]:
    """The shared frontier and its lease of the request; None and None without either (robots.txt has no lease)."""
    frontier: Any = crawler.engine.scheduler if crawler.engine else None
    lease = frontier.lease_of(request) if hasattr(frontier, "lease_of") else None
    return (frontier, lease) if lease else (None, None)


def tries_of(crawler: Crawler, request: Request) -> tuple[int, int]:
    """How often a request was tried again already, and how often it may be at most."""
    frontier, lease = shared_lease(crawler, request)
    if lease:
        return lease.attempts, frontier.options.attempts - 1
    return request.meta.get("retry_times", 0), crawler.settings.getint("RETRY_TIMES")


def pause_host(crawler: Crawler, request: Request, seconds: float) -> None:
    """Nothing more is sent to the request's host for so long."""
    frontier, lease = shared_lease(crawler, request)
    if lease:
        frontier.node.pause_host(lease.host, seconds)
        return
    assert crawler.engine is not None
    slot = crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
    if slot is not None:
        slot.delay = slot.delay or 0.001  # Scrapy looks at lastseen only where there is a delay
        slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)
