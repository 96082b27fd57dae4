"""What somebody asks /search for: the parameters of GET /postings, as a form and as links send them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, get_origin
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import ErrorDetails

from api.pages.labels import NAMES
from api.queries import PostingQuery
from jobspider.search.filters import PostingFilter

Pair = tuple[str, str]
SEVERAL = frozenset(name for name, field in PostingQuery.model_fields.items() if get_origin(field.annotation) is list)
"""Parameters that may be given several times."""
MOST = 50
"""Postings on a page for people, at most: it stays below 100 KB."""
PHRASE = 190
"""Characters; a field takes 200."""
HINTS: Mapping[str, str] = {
    "salary_min": "Write the pay of a year as a number, such as 45000.",
    "salary_currency": "Write the currency as three letters, such as GBP.",
    "posted_after": "Write the moment as 2026-11-22T00:00:00Z.",
    "posted_before": "Write the moment as 2026-11-22T00:00:00Z.",
    "open": "It is true for open postings, false for closed ones.",
    "sort": "The orders are newest, oldest, salary and relevance.",
    "limit": f"A page shows 1 to {MOST} postings; the API and files have more.",
    "cursor": "This page's address is not whole: begin at the first page.",
    "country": "Write a country as two letters, such as GB.",
    "language": "Write a language as two letters, such as en.",
}
"""What to do instead, where the rule itself is no sentence for people."""


class PageQuery(PostingQuery):
    """What GET /postings takes, but for longer pages."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 20


class Typed(BaseModel):
    """Declares the names, so that others are refused; what is typed is looked at by `Asked`."""

    model_config = ConfigDict(extra="ignore")


_NAMES: dict[str, Any] = {name: (list[str], []) for name in PostingQuery.model_fields}
Form = create_model("Form", __base__=Typed, **_NAMES)
"""What a route is annotated with that knows these names."""


def phrase(text: str) -> str:
    """What finds a text of somebody's posting again: its words one after the other, as many as a field may hold."""
    words = text.replace('"', " ")
    short = words if len(words) <= PHRASE else words[:PHRASE].rpartition(" ")[0] or words[:PHRASE]
    return f'"{short}"'


def _hint(error: ErrorDetails) -> str:
    """A sentence for people; for a word that is none of a list, the list."""
    known = error.get("ctx", {}).get("expected") if error["type"] == "literal_error" else None
    if known:
        return f"Choose {known.replace(chr(39), '')}."
    return HINTS.get(str(error["loc"][0]), f"{error['msg'].removeprefix('Value error, ')}.")


@dataclass(frozen=True)
class Wrong:
    """A parameter that cannot be understood."""

    name: str
    detail: str

    @property
    def label(self) -> str:
        """What people call the parameter."""
        return NAMES[self.name]


@dataclass(frozen=True)
class Asked:
    """Parameters without empty ones, in the order of PostingQuery; of several texts for one field the last counts."""

    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, given: Iterable[Pair]) -> "Asked":
        """Browsers send each field of a form, empty ones too."""
        found: dict[str, list[str]] = {}
        for name, value in given:
            if value.strip():
                found.setdefault(name, []).append(value.strip())
        names = [name for name in PostingQuery.model_fields if name in found]
        kept = {name: dict.fromkeys(found[name] if name in SEVERAL else found[name][-1:]) for name in names}
        return cls(tuple((name, value) for name in names for value in kept[name]))

    @cached_property
    def _read(self) -> tuple[PostingQuery, tuple[Wrong, ...]]:
        try:
            return PageQuery.model_validate(self.values), ()
        except ValidationError as error:
            found = {str(each["loc"][0]): _hint(each) for each in error.errors()}
        return PostingQuery(), tuple(Wrong(name, detail) for name, detail in found.items())

    @property
    def query(self) -> PostingQuery:
        """As routes of the API read it; no condition at all where something is wrong."""
        return self._read[0]

    @property
    def wrong(self) -> tuple[Wrong, ...]:
        """What cannot be understood, once for each parameter."""
        return self._read[1]

    @cached_property
    def values(self) -> dict[str, Any]:
        """{parameter: text, or list of texts}."""
        lists: dict[str, list[str]] = {}
        for name, value in self.pairs:
            lists.setdefault(name, []).append(value)
        return {name: found if name in SEVERAL else found[0] for name, found in lists.items()}

    @property
    def is_clear(self) -> bool:
        """Whether all of it can be understood."""
        return not self.wrong

    @property
    def conditions(self) -> tuple[Pair, ...]:
        """What selects postings, without order and page."""
        return tuple(pair for pair in self.pairs if pair[0] in PostingFilter.model_fields)

    def text(self, name: str) -> str:
        """What was typed into a field, empty without it."""
        return str(self.values.get(name, ""))

    def all(self, name: str) -> list[str]:
        """Each value of a parameter that may be given several times."""
        return [value for known, value in self.pairs if known == name]

    def address(self, path: str = "/search") -> str:
        """The path with these parameters."""
        return f"{path}?{urlencode(self.pairs)}" if self.pairs else path

    def selecting(self, path: str) -> str:
        """The path with the conditions alone: of a feed, an export, an alert."""
        return Asked(self.conditions).address(path)

    def without(self, *dropped: Pair | str) -> "Asked":
        """Without these pairs, or all of these names; a page of one search is no page of another."""
        gone = {"cursor", *dropped}
        return Asked(tuple(pair for pair in self.pairs if pair not in gone and pair[0] not in gone))

    def with_(self, name: str, value: str) -> "Asked":
        """With this value of a parameter in place of others."""
        return Asked.of((*self.without(name).pairs, (name, value)))

    def page(self, cursor: str) -> "Asked":
        """Another page of the same."""
        return Asked.of((*self.without().pairs, ("cursor", cursor)))
