"""What is done to a host: in this process alone, or on all nodes where they share a frontier."""

from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler


def shared_frontier(crawler: Crawler) -> Any:
    """The shared frontier; None in a process on its own."""
    frontier = crawler.engine.scheduler if crawler.engine else None
    return frontier if hasattr(frontier, "lease_of") else None


def slot_of(crawler: Crawler, request: Request) -> Any:
    """Scrapy's slot of the request's host; None where nothing was sent there lately."""
    assert crawler.engine is not None
    return crawler.engine.downloader.slots.get(crawler.engine.downloader.get_slot_key(request))


def shared_lease(crawler: Crawler, request: Request) -> tuple[Any, Any]:
    """The shared frontier and its lease of the request; None and None without either (robots.txt has no lease)."""
    frontier = shared_frontier(crawler)
    lease = None if frontier is None else frontier.lease_of(request)  # an empty scheduler is false
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
    delay = max(seconds, float(own.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY"))))
    downloader.per_slot_settings[host] = {**own, "delay": delay, "jitter": 0.0}
    if slot := downloader.slots.get(host):
        # AutoThrottle, which has seen robots.txt, knows neither a host's own delay nor one beyond its longest.
        slot.delay, slot.jitter = max(slot.delay, delay), 0.0
    request.meta["autothrottle_dont_adjust_delay"] = True  # the site has said it; nothing is left to be found out
    return False


def pause_host(crawler: Crawler, request: Request, seconds: float) -> None:
    """Nothing more is sent to the request's host for so long: by no node, also where robots.txt was asked for."""
    assert crawler.engine is not None
    if (frontier := shared_frontier(crawler)) is not None:
        frontier.node.pause_host(crawler.engine.downloader.get_slot_key(request), seconds)
        return
    slot = slot_of(crawler, request)
    if slot is not None:
        slot.delay = slot.delay or 0.001  # Scrapy looks at lastseen only where there is a delay
        slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)
