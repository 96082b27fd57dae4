"""From a filter to SQL: conditions on a posting's row, and on its words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, String, false, func, literal, not_, or_, type_coerce

from jobspider.search.filters import PostingFilter
from jobspider.search.terms import Term, Terms, parse
from jobspider.search_text import COMPANY, FACTS, LOCATION, SKILL, TITLE, fact
from jobspider.tables import posting_search, postings

Condition = ColumnElement[bool]
Group = tuple[Term, ...]
"""One of these terms has to be there."""


@dataclass(frozen=True)
class Wanted:
    """A filter, taken apart."""

    asked: PostingFilter

    @cached_property
    def texts(self) -> tuple[Terms, ...]:
        """What was typed into each text field."""
        asked = self.asked
        fields = ((asked.q, ""), (asked.title, TITLE), (asked.company, COMPANY), (asked.location, LOCATION))
        skills = ((f'"{skill.replace(chr(34), " ")}"', SKILL) for skill in (*asked.skill, *asked.skill_required))
        return tuple(parse(text, mark) for text, mark in (*fields, *skills) if text)

    def groups(self) -> Iterator[Group]:
        """All that the full-text index could look up."""
        for terms in self.texts:
            yield from terms.required
        for name in FACTS:
            values = getattr(self.asked, name)
            if values:
                yield tuple(Term((fact(name, value),)) for value in values)

    def of_words(self) -> Iterator[Condition]:
        """Conditions on posting_search."""
        for terms in self.texts:
            if terms.impossible:
                yield false()
            for group in terms.required:
                yield or_(*map(_holds, group))
            yield from (not_(_holds(term)) for term in terms.excluded)

    def of_row(self) -> Iterator[Condition]:
        """Conditions on postings, but for those that an index keeps in the order of the answer."""
        row, asked = postings.c, self.asked
        for name in ("source", "language", "contract_type", "work_mode"):
            values = getattr(asked, name)
            if values:
                yield row[name].in_([value.lower() for value in values])
        if asked.country:
            yield row.country.in_([code.upper() for code in asked.country])
        if asked.employment_type:
            listed = literal(",") + type_coerce(row.employment_type, String) + ","
            yield or_(*(func.instr(listed, f",{label},") > 0 for label in asked.employment_type))
        for skill in asked.skill_required:
            listed = func.lower(type_coerce(row.skills_required, String))
            yield or_(*(func.instr(listed, text) > 0 for text in _in_json(skill.lower())))
        if asked.salary_min is not None:
            yield row.salary_annual >= asked.salary_min

    def of_time(self) -> Iterator[Condition]:
        """When it was listed."""
        if self.asked.posted_after is not None:
            yield postings.c.listed_at >= self.asked.posted_after
        if self.asked.posted_before is not None:
            yield postings.c.listed_at < self.asked.posted_before

    def of_state(self) -> Iterator[Condition]:
        """Whether it is open."""
        if self.asked.open is not None:
            yield postings.c.is_open == self.asked.open

    def of_currency(self) -> Iterator[Condition]:
        """What it is paid in."""
        if self.asked.salary_currency is not None:
            yield postings.c.salary_currency == self.asked.salary_currency.upper()


def _in_json(text: str) -> set[str]:
    """How a JSON list may write a text: as it is, or in ASCII."""
    return {json.dumps(text), json.dumps(text, ensure_ascii=False)}


def _holds(term: Term) -> Condition:
    """Whether the tokens follow each other in the text; not LIKE, to which `_` is any character."""
    end = "" if term.begins else " "
    return func.instr(posting_search.c.tokens, f" {' '.join(term.tokens)}{end}") > 0
