"""How a run ended, told apart so that "blocked" never looks like "0 jobs"; each outcome has an exit code of its own."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Outcome(StrEnum):
    """The outcomes of a run, the worst last but for `cancelled`."""

    OK = "ok"
    OK_EMPTY = "ok_empty"
    PARTIAL = "partial"
    BLOCKED_BY_ROBOTS = "blocked_by_robots"
    REFUSED = "refused"
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
    Outcome.REFUSED: 10,
}

MEANINGS = {
    Outcome.OK: "the site answered, and postings were stored or found to be listed still",
    Outcome.OK_EMPTY: "the site answered that nothing matches, or nothing was due",
    Outcome.PARTIAL: "postings were stored, but some pages failed, or the run's budget was spent; the log says which",
    Outcome.BLOCKED_BY_ROBOTS: "the site's robots.txt forbids what was asked for, or wants too long a delay",
    Outcome.REFUSED: "nothing is asked of this site, as docs/policy.md or JOBSPIDER_PUBLIC_ONLY has it",
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
    "errors",
    "unreadable_pages",
    "failed",
    "given_up",
    "host_down",
    "over_budget",
    "too_large",
    "dead",
    "strange_keys",
    "http_errors",
    "forbidden",
    "refused",
    "robots_unreachable",
)
"""Counts that make a run partial, or failed where nothing was stored."""

UNREADABLE = ("unreadable_pages", "dropped", "absent")
"""Without a single posting, each of these means that the layout has changed."""


def decide(counts: Mapping[str, int], reason: str) -> Outcome:
    """The outcome of a run from its counts (see `jobspider.run`) and the reason that its spider was closed for."""
    if reason in STOPS:
        return STOPS[reason]
    if reason == Outcome.PARTIAL:  # its budget was spent
        return _without_postings(counts, troubled=True) if _nothing_readable(counts) else Outcome.PARTIAL
    if reason in CANCELS:
        return Outcome.CANCELLED
    troubled = reason != "finished" or any(counts[name] for name in PROBLEMS)
    if counts["postings"] or counts["known"]:
        return Outcome.PARTIAL if troubled else Outcome.OK
    return _without_postings(counts, troubled)


def combined(parts: Sequence[Outcome], counts: Mapping[str, int]) -> Outcome:
    """The outcome of a run that several processes took part in, from theirs and the counts of all.

    What stopped one stopped the run; a process that was cancelled left its work to the others.
    """
    if len(parts) == 1 or set(parts) == {Outcome.CANCELLED}:
        return parts[0]
    stops = [part for part in parts if part in STOPS.values() and part is not Outcome.FAILED]
    return stops[0] if stops else decide(counts, "finished")


def _nothing_readable(counts: Mapping[str, int]) -> bool:
    return not counts["postings"] and any(counts[name] for name in UNREADABLE)


def _without_postings(counts: Mapping[str, int], troubled: bool) -> Outcome:
    if counts["nothing_due"] and not counts["responses"] and not troubled:
        return Outcome.OK_EMPTY
    if _nothing_readable(counts):
        return Outcome.SCHEMA_CHANGED
    if counts["over_budget"]:
        return Outcome.PARTIAL
    if counts["refused"] and not counts["pages"]:
        return Outcome.REFUSED
    if counts["forbidden"] and not counts["robots_unreachable"]:
        return Outcome.BLOCKED_BY_ROBOTS
    return Outcome.FAILED if troubled or counts["gone"] or not counts["responses"] else Outcome.OK_EMPTY
