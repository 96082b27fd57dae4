"""Labelled texts: each is read as its label says, and docs/accuracy.md says how many are."""

from pathlib import Path

import pytest

from tests.accuracy import DOCUMENT, OWN, OWN_SETS, SHARED, SHARED_SETS, Case, between_marks, cases, table

FILES = [*OWN.glob("*.tsv"), *(SHARED.glob("*_labels.tsv") if SHARED.exists() else [])]
LABELLED = [pytest.param(case, id=f"{path.stem}:{case.text}:{case.country}") for path in FILES for case in cases(path)]


@pytest.mark.parametrize("case", LABELLED)
def test_a_labelled_text_is_read_as_labelled(case: Case) -> None:
    assert case.found == case.expected, f"{case.text!r} on a board of {case.country or 'no country'}"


@pytest.mark.parametrize(("name", "sets"), [("own", OWN_SETS), ("shared", SHARED_SETS)])
def test_the_document_states_the_accuracy(name: str, sets: tuple[tuple[str, Path], ...]) -> None:
    if not sets[0][1].exists():
        pytest.skip("the shared labels lie outside the repository and are not on this machine")
    assert between_marks(DOCUMENT.read_text("utf-8"), name) == table(sets), "run python -m tests.accuracy --write"


def test_there_are_enough_own_labels() -> None:
    assert len(list(cases(OWN / "salaries.tsv"))) >= 150
    assert len(list(cases(OWN / "dates.tsv"))) >= 100
