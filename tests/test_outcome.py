"""Given what a run counted, when it ends, then this outcome."""

from typing import Any

import pytest

from jobspider.outcome import EXIT_CODES, MEANINGS, Outcome, decide

ANSWERED = {"response_received_count": 5}


@pytest.mark.parametrize(
    ("stats", "reason", "outcome"),
    [
        ({**ANSWERED, "postings/stored": 3}, "finished", Outcome.OK),
        (ANSWERED, "finished", Outcome.OK_EMPTY),
        ({}, "finished", Outcome.FAILED),
        ({**ANSWERED, "postings/stored": 3, "spider_exceptions/count": 1}, "finished", Outcome.PARTIAL),
        ({**ANSWERED, "postings/stored": 3, "postings/unreadable_pages": 1}, "finished", Outcome.PARTIAL),
        ({**ANSWERED, "postings/stored": 3, "retry/max_reached": 1}, "finished", Outcome.PARTIAL),
        ({**ANSWERED, "postings/stored": 3}, "closespider_timeout", Outcome.PARTIAL),
        ({**ANSWERED, "robotstxt/forbidden": 1}, "finished", Outcome.BLOCKED_BY_ROBOTS),
        ({**ANSWERED, "robotstxt/forbidden": 1, "robotstxt/unreachable": 1}, "finished", Outcome.FAILED),
        ({**ANSWERED, "postings/unreadable_pages": 1}, "finished", Outcome.SCHEMA_CHANGED),
        ({**ANSWERED, "postings/dropped": 15}, "finished", Outcome.SCHEMA_CHANGED),
        ({**ANSWERED, "httperror/response_ignored_count": 1}, "finished", Outcome.FAILED),
        ({**ANSWERED, "postings/stored": 3}, "challenged", Outcome.CHALLENGED),
        ({**ANSWERED, "postings/stored": 3}, "rate_limited", Outcome.RATE_LIMITED),
        ({**ANSWERED, "postings/stored": 3}, "shutdown", Outcome.CANCELLED),
    ],
)
def test_outcomes_are_told_apart(stats: dict[str, Any], reason: str, outcome: Outcome) -> None:
    assert decide(stats, reason) is outcome


def test_each_outcome_has_an_exit_code_of_its_own_and_a_meaning() -> None:
    assert set(EXIT_CODES) == set(MEANINGS) == set(Outcome)
    assert len(set(EXIT_CODES.values())) == len(Outcome)
    assert 2 not in EXIT_CODES.values()  # wrong usage
