"""Given pairs that a person or a rule has judged, when the ladder judges them, then docs/identity.md says how well."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from jobspider.matching.keys import blocking_keys
from jobspider.matching.ladder import judge
from tests.job_pairs import Raw, Read, by_rule, labelled, raw_postings, read

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "identity.md").read_text()


class Counts(NamedTuple):
    """Merged and the same, merged and not, the same and not merged."""

    right: int
    wrong: int
    missed: int

    def row(self, name: str, pairs: int) -> str:
        """The line of the table."""
        precision, recall = self.right / (self.right + self.wrong), self.right / (self.right + self.missed)
        return f"| {name} | {pairs} | {self.right} | {self.wrong} | {self.missed} | {precision:.3f} | {recall:.3f} |"


@pytest.fixture(scope="module")
def found(captures: Path) -> dict[str, Raw]:
    return raw_postings(captures / "datasets")


def merges(one: Read, other: Read) -> bool:
    """Whether they meet by a key, and are one job."""
    texts = {one.facts.id: one.text, other.facts.id: other.text}
    if set(blocking_keys(*one)).isdisjoint(blocking_keys(*other)):
        return False
    verdict = judge(one.facts, other.facts, texts.__getitem__)
    return verdict is not None and verdict.merges


def counts(pairs: Iterable[tuple[Read, Read, bool]]) -> Counts:
    judged = [(merges(one, other), same) for one, other, same in pairs]
    return Counts(judged.count((True, True)), judged.count((True, False)), judged.count((False, True)))


def published(name: str) -> str:
    (line,) = re.findall(rf"^\| {name} \|.*$", GUIDE, re.MULTILINE)
    return str(line)


@pytest.mark.parametrize("sample", ["first", "second"])
def test_the_published_figures_of_pairs_judged_by_hand(found: dict[str, Raw], sample: str) -> None:
    pairs = [pair for pair in labelled() if pair.sample == sample]
    postings = read(found, {key for pair in pairs for key in (pair.one, pair.other)})
    judged = counts((postings[pair.one], postings[pair.other], pair.label == "same") for pair in pairs)
    assert published(f"{sample} sample") == judged.row(f"{sample} sample", len(pairs))


def test_the_published_figures_of_pairs_judged_by_rule(found: dict[str, Raw]) -> None:
    same, different = by_rule(found)
    postings = read(found, {key for pair in (*same, *different) for key in pair})
    judged = counts((postings[one], postings[other], (one, other) in same) for one, other in sorted(same | different))
    assert published("by rule") == judged.row("by rule", len(same) + len(different))
