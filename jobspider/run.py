"""What identifies a run, and what is counted in it."""

import os
import re
import secrets
import socket
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

COUNTS = {
    "pages": "pages/count",
    "postings": "postings/stored",
    "new": "postings/new",
    "changed": "postings/changed",
    "unchanged": "postings/unchanged",
    "known": "postings/known",  # listed still; their pages were not due
    "nothing_due": "planner/nothing_due",
    "dropped": "postings/dropped",
    "failed": "postings/failed",
    "unreadable": "postings/unreadable",
    "unreadable_pages": "postings/unreadable_pages",
    "absent": "postings/absent",
    "refused": "policy/refused",
    "forbidden": "robotstxt/forbidden",
    "robots_unreachable": "robotstxt/unreachable",
    "retries": "retry/count",
    "given_up": "retry/max_reached",
    "over_budget": "budget/spent",
    "too_large": "transfer/too_large",
    "host_down": "circuit/failed_requests",
    "dead": "frontier/dead",
    "strange_keys": "frontier/strange_keys",  # overwritten by somebody: what was there may be lost
    "http_errors": "httperror/response_ignored_count",
    "gone": "",  # of these, 404 and 410: a posting that ended between list and page is no trouble
    "errors": "spider_exceptions/count",
    "troubles": "listings/troubles",
    "closed_gone": "postings/closed_gone",
    "responses": "response_received_count",
    "not_modified": "httpcache/revalidate",  # lists that the site need not send again
    "bytes": "downloader/response_bytes",
}
"""Name in the run's record: name in Scrapy's statistics."""
_NO_ID = re.compile(r"[^A-Za-z0-9._-]")


def new_run_id(spider: str, started: datetime) -> str:
    """An id that sorts by time and that no two processes share, in letters that every part of jobspider takes."""
    name = _NO_ID.sub("-", spider[:32]).lstrip("-._")
    return f"{name or 'run'}-{started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def node_name() -> str:
    """This process: host name and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def total(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The counts of several processes as one."""
    summed = sum((Counter(part) for part in parts), Counter[str]())
    return {name: summed[name] for name in COUNTS}


def counts(stats: Mapping[str, Any]) -> dict[str, int]:
    """The run's counts from Scrapy's statistics."""
    found = {name: int(stats.get(key) or 0) for name, key in COUNTS.items()}
    gone = sum(int(stats.get(f"httperror/response_ignored_status_count/{status}") or 0) for status in (404, 410))
    return {**found, "gone": gone, "http_errors": found["http_errors"] - gone}


def counted(number: int, plural: str) -> str:
    """A number and what it counts, for people: `2 postings`, `1 posting`, `1 retry`."""
    if number != 1:
        return f"{number} {plural}"
    return f"1 {plural.removesuffix('ies')}y" if plural.endswith("ies") else f"1 {plural.removesuffix('s')}"
