"""Labelled texts: each is read as its label says, and docs/accuracy.md says how many are."""

from pathlib import Path

import pytest

from tests.accuracy import DOCUMENT, OWN, OWN_SETS, SETS, SHARED, SHARED_SETS, Case, between_marks, cases, table

FILES = [*OWN.glob("*.tsv"), *(SHARED.glob("*_labels.tsv") if SHARED.exists() else [])]
LABELLED = [pytest.param(case, id=f"{path.stem}:{case.text}:{case.country}") for path in FILES for case in cases(path)]


@pytest.mark.parametrize("case", LABELLED)
def test_a_labelled_text_is_read_as_labelled(case: Case) -> None:
    listed = f": `{case.text}` ({case.country}): " in DOCUMENT.read_text("utf-8")
    assert case.found == case.expected or listed, f"{case.text!r} on a board of {case.country or 'no country'}"


def test_no_label_is_read_with_a_wrong_currency_or_period() -> None:
    salaries = [case for _, path in SETS if path.exists() for case in cases(path) if "currency" in case.expected]

    found = [
        case
        for case in salaries
        for name in ("currency", "period")
        if case.found[name] not in {None, case.expected[name]}
    ]

    assert len(salaries) >= 400
    assert found == []


def test_at_least_98_percent_of_salaries_and_dates_are_right() -> None:
    judged = [case for _, path in SETS if path.exists() for case in cases(path)]
    judged = [case for case in judged if {"currency", "date"} & set(case.expected)]

    assert sum(case.verdict == "right" for case in judged) >= 0.98 * len(judged)


@pytest.mark.parametrize(("name", "sets"), [("own", OWN_SETS), ("shared", SHARED_SETS)])
def test_the_document_states_the_accuracy(name: str, sets: tuple[tuple[str, Path], ...]) -> None:
    if not sets[0][1].exists():
        pytest.skip("the shared labels lie outside the repository and are not on this machine")
    assert between_marks(DOCUMENT.read_text("utf-8"), name) == table(sets), "run python -m tests.accuracy --write"


def test_there_are_enough_own_labels() -> None:
    assert len(list(cases(OWN / "salaries.tsv"))) >= 150
    assert len(list(cases(OWN / "dates.tsv"))) >= 100
