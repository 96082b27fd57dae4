"""Where a text holds the words that somebody searched for: as the index reads words, so `C++` and `münchen` too."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from jobspider.clean.words import tokens
from jobspider.search.filters import PostingFilter
from jobspider.search.terms import Term, parse

LOOKED_AT = 8_000
"""Characters of a text that are looked through; words that come later are not shown."""
EXCERPT = 260
"""Characters of an excerpt, about three lines."""
BEFORE = 70
"""Characters of an excerpt before the first word that was searched for."""
_WORD = re.compile("[\\w.]?[\\w+#&'\N{RIGHT SINGLE QUOTATION MARK}]+(?:\\.\\w+)*")
ENDS = ".!?:;,"
"""Marks after which the next line may follow."""
Span = tuple[int, int]


@dataclass(frozen=True)
class Token:
    """A token of the index and where the word that it stands for is."""

    text: str
    start: int
    end: int


class Highlight:
    """Marks the terms in texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(term for term in terms if term.tokens)

    def marked(self, text: str) -> Markup:
        """The whole text, escaped, its matches in <mark>."""
        return _with_marks(text, self.spans(text), (0, len(text)))

    def excerpt(self, text: str, most: int = EXCERPT) -> Markup:
        """The part of the text around its first match, else its beginning; on one line."""
        line = _on_one_line(text[:LOOKED_AT])
        found = self.spans(line)
        window = _window(line, found[0][0] if found else 0, most)
        shown = _with_marks(line, found, window)
        cut = window[1] < len(line) or len(text) > LOOKED_AT
        return Markup("{}{}{}").format("… " if window[0] else "", shown, " …" if cut else "")

    def spans(self, text: str) -> list[Span]:
        """Where matches are, in their order, none overlapping another."""
        if not self.terms:
            return []
        words = list(_tokens(text[:LOOKED_AT]))
        return _apart(text, sorted(span for term in self.terms for span in _places(term, words)))


def highlight(asked: PostingFilter, field: str) -> Highlight:
    """What a filter looks for in a field: the words of `q`, and those of the field's own parameter."""
    texts = filter(None, (asked.q, getattr(asked, field, None)))
    return Highlight(term for text in texts for group in parse(text).required for term in group)


def _tokens(text: str) -> Iterator[Token]:
    for word in _WORD.finditer(text):
        for token in tokens(word[0]):
            yield Token(token, word.start(), word.end())


def _places(term: Term, words: list[Token]) -> Iterator[Span]:
    first, size = term.tokens[0], len(term.tokens)
    for place, word in enumerate(words):
        if word.text.startswith(first) and _holds(term, words[place : place + size]):
            yield word.start, words[place + size - 1].end


def _holds(term: Term, words: list[Token]) -> bool:
    if len(words) < len(term.tokens):
        return False
    *whole, last = zip(term.tokens, words, strict=True)
    ends = last[1].text.startswith(last[0]) if term.begins else last[1].text == last[0]
    return ends and all(token == word.text for token, word in whole)


def _apart(text: str, spans: Iterable[Span]) -> list[Span]:
    """Overlapping ones and those with nothing but a space between them become one."""
    kept: list[Span] = []
    for start, end in spans:
        if kept and not text[kept[-1][1] : start].strip():
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _on_one_line(text: str) -> str:
    """Lines that end without a mark get a dot between them, and so do the items of a list."""
    lines = [line.strip().removeprefix("- ") for line in text.splitlines() if line.strip()]
    parts = (line + (" " if line[-1:] in ENDS else " · ") for line in lines)
    return " ".join("".join(parts).removesuffix(" · ").split())


def _window(line: str, match: int, most: int) -> Span:
    """From the beginning of a word to the end of one."""
    start = 0 if match <= BEFORE else line.find(" ", match - BEFORE, match) + 1 or match
    if len(line) - start <= most:
        return start, len(line)
    end = line.rfind(" ", start, start + most)
    return start, end if end > start else start + most


def _with_marks(text: str, spans: Iterable[Span], window: Span) -> Markup:
    parts, place = [], window[0]
    for start, end in spans:
        if start >= place and end <= window[1]:
            parts += [escape(text[place:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            place = end
    return Markup("").join([*parts, escape(text[place : window[1]])])
