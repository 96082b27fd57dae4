"""Whether a word that is a skill and an ordinary word too (R, Go, C, Spark, Excel) stands for the skill.

It does in a list with a skill that can be nothing else ("Python, R or Go"), after words that ask for knowledge
("experience with Spark"), or before words that only a skill has ("Go developer").
"""

import re
from itertools import compress, pairwise

from jobspider.clean.skill_dictionary import Found

_LIST = re.compile(
    r"[\s,;/|&·•()\[\]:+*-]*"
    r"(?:(?:and|or|und|et|oder|y|e|and/or|as well as|such as|including|e\.g\.?)[\s,/(]+)?"
)
"""What may stand between two items of one list."""
_ASKED = re.compile(
    r"(?:programming|coding|scripting|written|develop\w*|proficien\w+|fluen\w+|skills?|knowledge|experienced?|expertise"
    r"|background|command|understanding|familiar\w*|skilled|competen\w+|languages?|using|use|technologies|tools?|stack)"
    r"(?: (?:of|in|with|using|like|including|such as|the|strong|good|advanced|either|both|e\.g\.?|are|is|at least))*"
    r"[\s:(-]*$",
    re.I,
)
_ITS_OWN = re.compile(
    r"[\s-]+(?:programming|programmer|develop\w+|engineer\w*|script\w*|cod(?:e|er|ing)|language|framework|librar(?:y|ies)"
    r"|packages?|shiny|studio|markdown|notebooks?|clusters?|jobs?|microservices?|backend|back end|services)\b",
    re.I,
)
_LINE_BEGINS = re.compile(r"(?:^|\n)[\s•·*-]*$")
_LINE_ENDS = re.compile(r"[ \t,;.]*(?:\n|$)")
_BEFORE = 60
"""Characters before a word in which a request for knowledge is looked for."""
_GAP = 24
"""Characters that two items of one list are apart at most."""


def confirmed(found: list[Found], text: str) -> list[Found]:
    """The found ones without those that nothing around confirms; places in `text` are one less than theirs."""
    certain = [not hit.uncertain or _by_itself(hit, text) for hit in found]
    pairs = list(pairwise(range(len(found))))
    for near, far in [*pairs, *((far, near) for near, far in reversed(pairs))]:
        if certain[near] and not certain[far]:
            certain[far] = _listed(found[min(near, far)], found[max(near, far)], text)
    return list(compress(found, certain))


def _by_itself(hit: Found, text: str) -> bool:
    """Asked for, followed by a word that only a skill has, or alone on its line as in a list of requirements."""
    start, end = hit.start - 1, hit.end - 1
    before = text[max(0, start - _BEFORE) : start]
    alone = _LINE_BEGINS.search(before) and _LINE_ENDS.match(text, end) and "\n" in text
    return bool(_ASKED.search(before) or _ITS_OWN.match(text, end) or alone)


def _listed(first: Found, second: Found, text: str) -> bool:
    gap = text[first.end - 1 : second.start - 1]
    return len(gap) <= _GAP and bool(gap.strip(" ")) and _LIST.fullmatch(gap) is not None
