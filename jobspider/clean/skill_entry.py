"""A skill as people write it, checked: what would be found everywhere or nowhere is refused with a sentence."""

import re
from collections.abc import Mapping
from typing import Any

from jobspider.clean.skill_dictionary import Skill, spaced
from jobspider.errors import SkillRefusedError

RULES = ("word", "case", "context")
"""In any case; as written; as written and only where the words around show a skill. skills.tsv says it exactly."""
LONGEST = 64
"""Characters of a name or another spelling."""
MOST = 200
"""Other spellings of one skill, or words that may not stand beside it."""
LISTS = ("aliases", "not_before", "not_after")
_PARTED = re.compile(r"[\n\r,|]")


def listed(text: str) -> tuple[str, ...]:
    """What a text lists, one a line or with commas between; each once."""
    return tuple(dict.fromkeys(found for part in _PARTED.split(text) if (found := " ".join(part.split()))))


def skill_of(fields: Mapping[str, Any]) -> Skill:
    """The skill of a row of the table `skills`. Raises SkillRefusedError."""
    name, rule = str(fields["name"]), str(fields["rule"])
    category = " ".join(str(fields["category"]).split())
    if name != " ".join(name.split()) or _PARTED.search(name):
        raise SkillRefusedError(f"{name!r} is no name of a skill: give one without commas, | and needless blanks")
    if rule not in RULES:
        raise SkillRefusedError(f"the rule of {name} is {rule!r}: give one of {', '.join(RULES)}")
    aliases, not_before, not_after = (listed(str(fields[each] or "")) for each in LISTS)
    for found in (aliases, not_before, not_after):
        _check_list(name, found)
    skill = Skill(name, category[:32], rule, tuple(each for each in aliases if each != name), not_before, not_after)
    for spelling in skill.spellings:
        _check_spelling(skill, spelling)
    return skill


def _check_list(name: str, found: tuple[str, ...]) -> None:
    if len(found) > MOST or any(len(each) > LONGEST for each in found):
        raise SkillRefusedError(f"{name} lists too much: {MOST} entries of {LONGEST} characters at most")


def _check_spelling(skill: Skill, spelling: str) -> None:
    words = spaced(spelling).strip()
    if not words or len(spelling) > LONGEST:
        raise SkillRefusedError(f"{spelling!r} can't be found in a text: give 1 to {LONGEST} characters, with a letter")
    if len(words) == 1 and skill.rule != "context":
        raise SkillRefusedError(f"{spelling} stands in every second text: give {skill.name} the rule context")
