"""What somebody typed into a search field, as terms: words, "phrases", -excluded ones, OR, and begin* of words."""

import re
from dataclasses import dataclass
from itertools import islice

from jobspider.clean.words import tokens

MOST = 20
"""Terms that count; whoever writes more gets those."""
_PART = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Tokens that follow each other; with `begins` the last one is only the beginning of a word."""

    tokens: tuple[str, ...]
    begins: bool = False

    def prefixed(self, mark: str) -> "Term":
        """The same in one field, whose tokens begin with its mark."""
        return Term(tuple(mark + token for token in self.tokens), self.begins)


@dataclass(frozen=True)
class Terms:
    """Every group must be met, each by one of its alternatives, and no excluded term."""

    required: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    impossible: bool = False
    """Something was asked for that holds no word at all, so nothing is found."""


def parse(text: str, mark: str = "") -> Terms:
    """Reads any text; there is nothing that it cannot read. `mark` begins the tokens of the field that is meant."""
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    joined = False
    for part in islice(_PART.finditer(text), MOST):
        if part["word"] == "OR" and not part["minus"]:
            joined = bool(groups)
            continue
        term = _term(part["word"] if part["phrase"] is None else part["phrase"], part["word"] is not None)
        if term.tokens:
            _place(term.prefixed(mark), groups, excluded, bool(part["minus"]), joined)
        joined = False
    nothing = not groups and not excluded
    return Terms(tuple(map(tuple, groups)), tuple(excluded), impossible=nothing)


def _place(term: Term, groups: list[list[Term]], excluded: list[Term], minus: bool, joined: bool) -> None:
    if minus:
        excluded.append(term)
    elif joined:
        groups[-1].append(term)
    else:
        groups.append([term])


def _term(text: str, may_begin: bool) -> Term:
    begins = may_begin and text.endswith("*") and text[-2:-1].isalnum()
    found = tokens(text)
    if begins and found:
        found[-1] = found[-1].rstrip("_")  # only whole words are filled up to three characters
    return Term(tuple(found), begins)
