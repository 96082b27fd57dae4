"""A dictionary of skills, such as the curated one (skills.tsv), and where its spellings stand in a text."""

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cache, cached_property
from hashlib import blake2b
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from jobspider.clean._tables import table

_SEPARATOR = re.compile(r"[^\w.+#]")
_STOP = re.compile(r"\.(?!\w)")
_SIGN = re.compile(r"(?<![cC])\+(?<![cC]\+\+)|#(?<!\b[cCfF]#)")
"""Plus and hash part words too, except in C++, C# and F#."""
_NEIGHBOUR = 40
"""Characters in which the words before are looked for."""


@dataclass(frozen=True, slots=True)
class Skill:
    """A line of the dictionary; skills.tsv says what each field means."""

    name: str
    category: str = ""
    rule: str = "word"
    aliases: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its name first, then the others."""
        return (self.name, *self.aliases)


class Found(NamedTuple):
    """A spelling in a text: its skill, where it stands, and whether only the words around can confirm it."""

    start: int
    end: int
    skill: Skill
    uncertain: bool


@dataclass(frozen=True, slots=True)
class _Spelling:
    skill: Skill
    written: str
    exact: bool
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None

    def found(self, words: str, start: int) -> Found | None:
        """What stands at `start`, unless its case or a neighbour says that it is something else."""
        end = start + len(self.written)
        skill = self.skill
        if self.exact and words[start:end] != self.written:
            return None
        if (self.exact or skill.rule == "word") and self._something_else(words, start, end):
            return None
        return Found(start, end, skill, uncertain=self.exact and skill.rule == "context")

    def _something_else(self, words: str, start: int, end: int) -> bool:
        """Whether a neighbour says so: "R & D", "Vitamin C"."""
        before = self.before and self.before.search(words, max(0, start - _NEIGHBOUR), start)
        return bool(before or (self.after and self.after.match(words, end)))


class Dictionary:
    """Skills, ready to be found. Of two skills with one spelling, the first one is found."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self.skills = tuple(skills)
        self.names = frozenset(skill.name for skill in self.skills)
        patterns: dict[str, list[_Spelling]] = {}
        for skill in self.skills:
            for spelling in _spellings(skill):
                patterns.setdefault(f" {spelling.written.lower()} ", []).append(spelling)
        self._automaton = AhoCorasick(list(patterns))
        self._spellings = list(patterns.values())

    @cached_property
    def digest(self) -> str:
        """32 hex digits over the skills and the words that ask for one; another dictionary may find other skills."""
        lines = (*map(_line, self.skills), *table("skill_demand.tsv"))
        return blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()

    def find(self, words: str) -> list[Found]:
        """All spellings in a text made by `spaced`, in its order; of those that overlap, the longest."""
        matches = self._automaton.find_matches_as_indexes(_lower(words), overlapping=True)
        return _longest(
            hit
            for index, start, _ in matches
            for spelling in self._spellings[index]
            if (hit := spelling.found(words, start + 1))
        )


@cache
def seed() -> Dictionary:
    """The curated dictionary."""
    return Dictionary(_skill(line) for line in table("skills.tsv"))


def spaced(text: str) -> str:
    """The text with a blank for each sign that parts words, and one at each end: one longer on either side."""
    return f" {_SIGN.sub(' ', _STOP.sub(' ', _SEPARATOR.sub(' ', text)))} "


def _longest(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end, hit.uncertain)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _lower(words: str) -> str:
    """Lower case without a change of length, so that places stay places: a few letters (İ) grow when lowered."""
    lowered = words.lower()
    return lowered if len(lowered) == len(words) else "".join(low if len(low := c.lower()) == 1 else c for c in words)


def _spellings(skill: Skill) -> Iterable[_Spelling]:
    before = re.compile(rf"(?<!\w)(?:{_any_of(skill.not_after)}) +$", re.I) if skill.not_after else None
    after = re.compile(rf" +(?:{_any_of(skill.not_before)})(?!\w)", re.I) if skill.not_before else None
    for written in skill.spellings:
        words = spaced(written)[1:-1]
        exact = skill.rule != "word" and (written == skill.name or words != words.lower())
        yield _Spelling(skill, words, exact, before, after)


def _any_of(listed: tuple[str, ...]) -> str:
    return "|".join(re.escape(words).replace(r"\ ", " +") for words in listed)


def _skill(line: str) -> Skill:
    name, category, rule, *lists = line.split("\t")
    aliases, not_before, not_after = (tuple(filter(None, listed.split("|"))) for listed in lists)
    return Skill(name, category, rule, aliases, not_before, not_after)


def _line(skill: Skill) -> str:
    """As skills.tsv has it."""
    name, category, rule, *lists = astuple(skill)
    return "\t".join([name, category, rule, *("|".join(listed) for listed in lists)])
