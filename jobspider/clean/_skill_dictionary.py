"""The curated dictionary of skills (skills.tsv), and where its spellings stand in a text."""

import re
from dataclasses import dataclass
from functools import cache
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
    """A line of the dictionary."""

    name: str
    kind: str
    rule: str
    spellings: tuple[str, ...]
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None


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

    def found(self, words: str, start: int) -> Found | None:
        """What stands at `start`, unless its case or a neighbour says that it is something else."""
        end = start + len(self.written)
        skill = self.skill
        if self.exact and words[start:end] != self.written:
            return None
        if (self.exact or skill.rule == "word") and _something_else(skill, words, start, end):
            return None
        return Found(start, end, skill, uncertain=self.exact and skill.rule == "context")


def _something_else(skill: Skill, words: str, start: int, end: int) -> bool:
    """Whether a neighbour says so: "R & D", "Vitamin C"."""
    before = skill.not_after and skill.not_after.search(words, max(0, start - _NEIGHBOUR), start)
    return bool(before or (skill.not_before and skill.not_before.match(words, end)))


def spaced(text: str) -> str:
    """The text with a blank for each sign that parts words, and one at each end: one longer on either side."""
    return f" {_SIGN.sub(' ', _STOP.sub(' ', _SEPARATOR.sub(' ', text)))} "


def find(words: str) -> list[Found]:
    """All spellings in a text made by `spaced`, in its order; of those that overlap, the longest."""
    automaton, spellings = _automaton()
    matches = automaton.find_matches_as_indexes(_lower(words), overlapping=True)
    found = [
        hit for index, start, _ in matches for spelling in spellings[index] if (hit := spelling.found(words, start + 1))
    ]
    return _longest(found)


def _longest(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end, hit.uncertain)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _lower(words: str) -> str:
    """Lower case without a change of length, so that places stay places: a few letters (İ) grow when lowered."""
    lowered = words.lower()
    return lowered if len(lowered) == len(words) else "".join(low if len(low := c.lower()) == 1 else c for c in words)


@cache
def _automaton() -> tuple[AhoCorasick, list[list[_Spelling]]]:
    """The search for all spellings, each with a blank on both sides; and what each of its patterns stands for."""
    patterns: dict[str, list[_Spelling]] = {}
    for skill in skills():
        for written in (skill.name, *skill.spellings):
            words = spaced(written)[1:-1]
            exact = skill.rule != "word" and (written == skill.name or words != words.lower())
            patterns.setdefault(f" {words.lower()} ", []).append(_Spelling(skill, words, exact))
    return AhoCorasick(list(patterns)), list(patterns.values())


@cache
def skills() -> tuple[Skill, ...]:
    """All skills of the dictionary."""
    return tuple(_skill(line.split("\t")) for line in table("skills.tsv"))


def _skill(line: list[str]) -> Skill:
    name, kind, rule, spellings, not_before, not_after = line
    return Skill(
        name,
        kind,
        rule,
        tuple(filter(None, spellings.split("|"))),
        re.compile(rf" +(?:{_words(not_before)})(?!\w)", re.I) if not_before else None,
        re.compile(rf"(?<!\w)(?:{_words(not_after)}) +$", re.I) if not_after else None,
    )


def _words(listed: str) -> str:
    return "|".join(re.escape(words).replace(r"\ ", " +") for words in listed.split("|"))
