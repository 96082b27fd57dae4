"""How a run ended, told apart so that "blocked" never looks like "0 jobs"; each outcome has an exit code of its own."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """The outcomes of a run, the worst last but for `cancelled`."""

    OK = "ok"
    OK_EMPTY = "ok_empty"
    PARTIAL = "partial"
    BLOCKED_BY_ROBOTS = "blocked_by_robots"
    CHALLENGED = "challenged"
    RATE_LIMITED = "rate_limited"
    SCHEMA_CHANGED = "schema_changed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def exit_code(self) -> int:
        """The exit code of `scrapy crawl`; 2 is left to wrong usage."""
        return EXIT_CODES[self]


EXIT_CODES = {
    Outcome.OK: 0,
    Outcome.FAILED: 1,
    Outcome.CHALLENGED: 3,
    Outcome.BLOCKED_BY_ROBOTS: 4,
    Outcome.RATE_LIMITED: 5,
    Outcome.SCHEMA_CHANGED: 6,
    Outcome.PARTIAL: 7,
    Outcome.OK_EMPTY: 8,
    Outcome.CANCELLED: 9,
}

MEANINGS = {
    Outcome.OK: "the site answered and postings were stored",
    Outcome.OK_EMPTY: "the site answered that nothing matches",
    Outcome.PARTIAL: "postings were stored, but some pages failed; the log names them",
    Outcome.BLOCKED_BY_ROBOTS: "the site's robots.txt forbids what was asked for",
    Outcome.CHALLENGED: "the site answered with a challenge page; it is not worked around",
    Outcome.RATE_LIMITED: "the site asked us to slow down for longer than a run may wait",
    Outcome.SCHEMA_CHANGED: "pages that should hold postings hold none that can be read: the layout has changed",
    Outcome.FAILED: "nothing could be crawled; the log says why",
    Outcome.CANCELLED: "somebody stopped the run",
}

STOPS = {str(outcome): outcome for outcome in (Outcome.CHALLENGED, Outcome.RATE_LIMITED, Outcome.FAILED)}
"""Reasons that jobspider's own components close a spider with."""

CANCELS = frozenset({"shutdown", "cancelled"})
"""Reasons that Scrapy closes a spider with when a person or a supervisor stops it."""

PROBLEMS = (
    "spider_exceptions/count",
    "postings/unreadable_pages",
    "postings/failed",
    "retry/max_reached",
    "httperror/response_ignored_count",
    "robotstxt/forbidden",
    "robotstxt/unreachable",
)


UNREADABLE = ("postings/unreadable_pages", "postings/dropped", "postings/absent")
"""Without a single posting, each of these means that the layout has changed."""


def decide(stats: Mapping[str, Any], reason: str) -> Outcome:
    """The outcome of a run from Scrapy's statistics and the reason that its spider was closed for."""
    if reason in STOPS:
        return STOPS[reason]
    if reason in CANCELS:
        return Outcome.CANCELLED
    troubled = reason != "finished" or any(stats.get(key) for key in PROBLEMS)
    if stats.get("postings/stored"):
        return Outcome.PARTIAL if troubled else Outcome.OK
    return _without_postings(stats, troubled)


def _without_postings(stats: Mapping[str, Any], troubled: bool) -> Outcome:
    if any(stats.get(key) for key in UNREADABLE):
        return Outcome.SCHEMA_CHANGED
    if stats.get("robotstxt/forbidden") and not stats.get("robotstxt/unreachable"):
        return Outcome.BLOCKED_BY_ROBOTS
    return Outcome.FAILED if troubled or not stats.get("response_received_count") else Outcome.OK_EMPTY
