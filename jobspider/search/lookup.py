"""Rare words in each database's full-text index."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Dialect, Select, literal_column, select, text
from sqlalchemy.sql.selectable import FromClause

from jobspider.columns import MYSQL
from jobspider.search.conditions import Group, Wanted
from jobspider.search.terms import Term
from jobspider.search.vocabulary import Vocabulary

MOST = 50_000
"""Postings that one lookup gives at most; a rare word has far fewer, so this only bounds what nobody foresaw."""


def rare_groups(wanted: Wanted, known: Vocabulary) -> list[Group]:
    """The groups that few postings meet."""
    return [group for group in wanted.groups() if known.are_rare(group)]


def found_by(groups: Sequence[Group], dialect: Dialect) -> FromClause:
    """The ids of the postings that hold these words, as a table `found`; more exact conditions come after it."""
    if dialect.name in MYSQL:
        match = text("MATCH (tokens) AGAINST (:words IN BOOLEAN MODE)").bindparams(words=_boolean(groups))
        statement: Select[Any] = select(literal_column("id").label("id")).select_from(text("posting_search"))
    else:
        match = text("posting_words MATCH :words").bindparams(words=_fts5(groups))
        statement = select(literal_column("rowid").label("id")).select_from(text("posting_words"))
    return statement.where(match).limit(MOST).subquery("found")


def _boolean(groups: Sequence[Group]) -> str:
    """As https://mariadb.com/kb/en/full-text-index-overview/ has it; tokens hold no operator."""
    return " ".join(f"+({' '.join(map(_all_of, group))})" for group in groups)


def _all_of(term: Term) -> str:
    words = list(_words(term, "{}", "{}*"))
    return words[0] if len(words) == 1 else f"({' '.join(f'+{word}' for word in words)})"


def _fts5(groups: Sequence[Group]) -> str:
    """As https://www.sqlite.org/fts5.html#full_text_query_syntax has it."""
    terms = ((" AND ".join(_words(term, '"{}"', '"{}" *')) for term in group) for group in groups)
    return " AND ".join(f"({' OR '.join(f'({term})' for term in group)})" for group in terms)


def _words(term: Term, whole: str, begun: str) -> Iterator[str]:
    last = len(term.tokens) - 1
    for place, token in enumerate(dict.fromkeys(term.tokens)):
        yield (begun if term.begins and place == last else whole).format(token)
