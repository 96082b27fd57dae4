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


def slow_down(crawler: Crawler, request: Request, seconds: float, since: float) -> bool:
    """Keeps so many seconds between two requests to the request's host, or what the settings say where that is more.

    True when the request has to be leased anew: its lease is from before `since`, when nobody knew of that delay.
    """
    frontier, lease = shared_lease(crawler, request)
    if lease:
        return bool(frontier.slow_down(request, seconds, since))
    assert crawler.engine is not None
    downloader = crawler.engine.downloader
    host = downloader.get_slot_key(request)
    own = downloader.per_slot_settings.get(host, {})
    if seconds > float(own.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY"))):
        downloader.per_slot_settings[host] = {**own, "delay": seconds, "jitter": 0.0}
    if (slot := downloader.slots.get(host)) and slot.delay < seconds:
        slot.delay, slot.jitter = seconds, 0.0
    request.meta["autothrottle_dont_adjust_delay"] = True  # the site has said it; nothing is left to be found out
    return False


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
