"""The skills that a posting names, from a curated dictionary with its traps: "R" but not "R&D", "Go" but not "Go to".

Found in one pass by Aho-Corasick. A skill is right or left out: a word that may be something else needs words around it
that say what it is.
"""

from typing import NamedTuple

from jobspider.clean._skill_context import confirmed
from jobspider.clean._skill_demand import Demand
from jobspider.clean.skill_dictionary import Dictionary, seed, spaced

MOST = 60
"""Skills a posting at most; a text that names more is a list of keywords."""


class Mention(NamedTuple):
    """A skill that a text names."""

    name: str
    """As the dictionary writes it."""
    required: bool
    """Whether the text says that the skill is asked for; False where it only names it or calls it welcome."""


def find_skills(title: str, text: str | None = None, dictionary: Dictionary | None = None) -> tuple[Mention, ...]:
    """The skills of a posting's title and description, each once, by name; at most MOST.

    What the title names is asked for. Lines of `text` are taken for lines of the posting. Without a dictionary, the
    curated one.
    """
    known = dictionary or seed()
    required = {hit.skill.name: True for hit in confirmed(known.find(spaced(title)), title)}
    if text:
        demand = Demand(text)
        for hit in confirmed(known.find(spaced(text)), text):
            required[hit.skill.name] = required.get(hit.skill.name, False) or demand.at(hit.start - 1)
    return tuple(Mention(name, asked) for name, asked in sorted(required.items(), key=_by_name)[:MOST])


def _by_name(item: tuple[str, bool]) -> str:
    return item[0].lower()
