"""Counts of values as groups of choices: boxes to tick, and values that fill in a field of the form."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.pages.search.query import Asked, phrase
from api.pages.values import worded
from jobspider.search.facets import Facet, Facets

SHOWN = 7
"""Choices of a group that are seen at once; the others are behind "more"."""


@dataclass(frozen=True)
class Choice:
    """A value of a parameter."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True)
class Group:
    """The values of one field; of `ticked` ones several can be chosen."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    ticked: bool = True

    @property
    def first(self) -> tuple[Choice, ...]:
        """The most frequent, and whatever is chosen."""
        return tuple(choice for place, choice in enumerate(self.choices) if place < SHOWN or choice.chosen)

    @property
    def rest(self) -> tuple[Choice, ...]:
        """The others."""
        return tuple(choice for choice in self.choices if choice not in self.first)


TICKED = (
    ("work_mode", "work_mode", "Where the work is done"),
    ("employment_type", "employment_type", "Employment"),
    ("contract_type", "contract_type", "Contract"),
    ("skill", "skills", "Skills"),
    ("country", "country", "Country"),
    ("source", "source", "Board"),
    ("language", "language", "Language"),
)
"""Parameter, facet, heading."""
FILLED = (("company", "company", "Companies"), ("location", "locality", "Places"))


def groups(asked: Asked, counts: Facets) -> list[Group]:
    """In the order of the page; without those that have nothing to choose."""
    ticked = [
        Group(name, title, tuple(_ticked(asked, name, counts.facets.get(facet, [])))) for name, facet, title in TICKED
    ]
    filled = [
        Group(name, title, tuple(_filled(asked, name, counts.facets.get(facet, []))), ticked=False)
        for name, facet, title in FILLED
    ]
    return [group for group in (*ticked, *filled) if group.choices]


def _ticked(asked: Asked, name: str, found: list[Facet]) -> Iterator[Choice]:
    """What was chosen stays in the list, so that it can be taken back, also where nothing has it any more."""
    chosen = {value.casefold(): value for value in asked.all(name)}
    for facet in found:
        ticked = chosen.pop(facet.value.casefold(), None) is not None
        yield Choice(facet.value, worded(name, facet.value), facet.count, ticked)
    for value in chosen.values():
        yield Choice(value, worded(name, value), 0, chosen=True)


def _filled(asked: Asked, name: str, found: list[Facet]) -> Iterator[Choice]:
    """As a phrase, which finds the very words."""
    for facet in found:
        words = phrase(facet.value)
        yield Choice(words, facet.value, facet.count, asked.text(name) == words)
