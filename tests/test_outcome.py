"""Given what a run counted, when it ends, then this outcome."""

import pytest

from jobspider.outcome import EXIT_CODES, MEANINGS, Outcome, combined, decide
from jobspider.run import counted, counts, total

ANSWERED = {"responses": 5}


@pytest.mark.parametrize(
    ("counted", "reason", "outcome"),
    [
        ({**ANSWERED, "postings": 3}, "finished", Outcome.OK),
        (ANSWERED, "finished", Outcome.OK_EMPTY),
        ({"nothing_due": 1}, "finished", Outcome.OK_EMPTY),
        ({"nothing_due": 1, "errors": 1}, "finished", Outcome.FAILED),
        ({**ANSWERED, "known": 3}, "finished", Outcome.OK),
        ({}, "finished", Outcome.FAILED),
        ({**ANSWERED, "postings": 3, "errors": 1}, "finished", Outcome.PARTIAL),
        ({**ANSWERED, "postings": 3, "unreadable_pages": 1}, "finished", Outcome.PARTIAL),
        ({**ANSWERED, "postings": 3, "given_up": 1}, "finished", Outcome.PARTIAL),
        ({**ANSWERED, "postings": 3}, "closespider_timeout", Outcome.PARTIAL),
        ({**ANSWERED, "forbidden": 1}, "finished", Outcome.BLOCKED_BY_ROBOTS),
        ({**ANSWERED, "forbidden": 1, "robots_unreachable": 1}, "finished", Outcome.FAILED),
        ({**ANSWERED, "unreadable_pages": 1}, "finished", Outcome.SCHEMA_CHANGED),
        ({**ANSWERED, "dropped": 15}, "finished", Outcome.SCHEMA_CHANGED),
        ({**ANSWERED, "http_errors": 1}, "finished", Outcome.FAILED),
        ({**ANSWERED, "gone": 1}, "finished", Outcome.FAILED),
        ({**ANSWERED, "gone": 1, "postings": 3}, "finished", Outcome.OK),
        ({**ANSWERED, "dead": 1, "postings": 3}, "finished", Outcome.PARTIAL),
        ({**ANSWERED, "postings": 3}, "challenged", Outcome.CHALLENGED),
        ({**ANSWERED, "postings": 3}, "rate_limited", Outcome.RATE_LIMITED),
        ({**ANSWERED, "postings": 3}, "shutdown", Outcome.CANCELLED),
    ],
)
def test_outcomes_are_told_apart(counted: dict[str, int], reason: str, outcome: Outcome) -> None:
    assert decide(total([counted]), reason) is outcome


def test_each_outcome_has_an_exit_code_of_its_own_and_a_meaning() -> None:
    assert set(EXIT_CODES) == set(MEANINGS) == set(Outcome)
    assert len(set(EXIT_CODES.values())) == len(Outcome)
    assert 2 not in EXIT_CODES.values()  # wrong usage


def test_a_page_that_is_gone_is_no_http_error() -> None:
    ignored = "httperror/response_ignored"
    found = counts({f"{ignored}_count": 3, f"{ignored}_status_count/404": 1, f"{ignored}_status_count/500": 2})

    assert (found["gone"], found["http_errors"]) == (1, 2)


def test_a_run_of_several_processes_has_one_outcome() -> None:
    stored = total([{"postings": 3, "responses": 3}, {"responses": 1}])

    assert combined([Outcome.CANCELLED], stored) is Outcome.CANCELLED
    assert combined([Outcome.CANCELLED, Outcome.CANCELLED], stored) is Outcome.CANCELLED
    assert combined([Outcome.CANCELLED, Outcome.OK], stored) is Outcome.OK
    assert combined([Outcome.CHALLENGED, Outcome.OK], stored) is Outcome.CHALLENGED
    assert combined([Outcome.OK_EMPTY, Outcome.OK], stored) is Outcome.OK


@pytest.mark.parametrize(
    ("number", "plural", "shown"),
    [
        (2, "postings", "2 postings"),
        (0, "pages", "0 pages"),
        (1, "pages", "1 page"),
        (1, "retries", "1 retry"),
        (1, "new", "1 new"),
    ],
)
def test_one_thing_is_counted_in_the_singular(number: int, plural: str, shown: str) -> None:
    assert counted(number, plural) == shown
