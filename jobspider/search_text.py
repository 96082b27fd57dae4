"""What a posting is found by: its words, those of single fields again with a mark, and its facts as words."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jobspider.clean.words import tokens

TITLE, COMPANY, LOCATION, SKILL = "t_", "c_", "l_", "s_"
"""Marks that begin the tokens of one field."""
FACTS = {
    "source": "f_source_",
    "country": "f_country_",
    "language": "f_language_",
    "contract_type": "f_contract_",
    "work_mode": "f_mode_",
    "employment_type": "f_employment_",
}
"""Fields of few values: each value is a token, so that a rare one is found by the full-text index."""
PLACE = ("location_raw", "locality", "region", "country", "postal_code")
FIELDS = ("title", "company", *PLACE, "skills", "description_text")
"""Fields whose words are indexed."""
READ = tuple(dict.fromkeys((*FIELDS, *FACTS)))
"""All that the text is made of."""


def search_text(row: Mapping[str, Any]) -> str:
    """The tokens, with a space at either end, and `|` between parts that don't follow on each other."""
    marked = (
        _marked(TITLE, [row["title"]]),
        _marked(COMPANY, [row["company"]]),
        _marked(LOCATION, [row[name] for name in PLACE]),
        _marked(SKILL, row["skills"]),
    )
    plain = (row["title"], row["company"], row["location_raw"], *row["skills"], row["description_text"])
    parts = [*(part for parts in marked for part in parts), *_facts(row)]
    return f" {' | '.join([*parts, *(' '.join(tokens(text)) for text in plain if text)])} "


def fact(name: str, value: str) -> str:
    """The token of a value; signs that no token may have become underscores."""
    return FACTS[name] + re.sub("[^a-z0-9]", "_", value.lower())


def _marked(mark: str, texts: Iterable[str | None]) -> list[str]:
    found = (tokens(text) for text in dict.fromkeys(texts) if text)
    return [" ".join(mark + token for token in words) for words in found if words]


def _facts(row: Mapping[str, Any]) -> list[str]:
    single = [fact(name, row[name]) for name in FACTS if name != "employment_type" and row[name]]
    return [*single, *(fact("employment_type", label) for label in sorted(row["employment_type"]))]
