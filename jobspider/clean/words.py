"""Words as the search index holds them, for texts and for questions alike.

Databases leave out short words, stop words and signs, so "R", "Go", "C++", "C#", ".NET" and "AI" would never be
found. Here every word becomes ASCII letters, digits and underscores, three characters or more.
"""

import re
from hashlib import blake2b
from itertools import product
from string import ascii_lowercase, digits
from unicodedata import normalize

LONGEST = 60
"""Characters of a token; MySQL leaves words of more than 84 out of its index."""

_SIGNS = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp", ".net": "dotnet", "r&d": "randd"}
_NAMED = re.compile(r"(?<![a-z0-9])(?:c\+\+|[cf]#|r&d(?![a-z0-9]))|(?:(?<![a-z0-9])|(?<=\basp))\.net(?![a-z0-9])")
_POSSESSIVE = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]s(?![a-z0-9])|['\N{RIGHT SINGLE QUOTATION MARK}]")
_PUNCTUATION = re.compile(
    "[\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u2bff\u3000-\u303f\ufe30-\ufe4f]+"
)
_FOREIGN = re.compile("[\u0370-\u1dff\u2c00-\u2dff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\uffef\U00010000-\U0010ffff]")
"""Letters of scripts that have no spelling in ASCII."""
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""A word; of scripts that put no spaces between words, each character."""
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)

_STOP = (
    *("about", "and", "are", "com", "for", "from", "how", "that", "the", "this", "und", "was"),
    *("what", "when", "where", "who", "will", "with", "www"),
)
"""InnoDB's own list, its words of three letters and more: https://mariadb.com/kb/en/full-text-index-stopwords/"""
_LETTERS = ascii_lowercase + digits
_SHORT = {a: f"{a}__" for a in _LETTERS} | {a + b: f"{a}{b}_" for a, b in product(_LETTERS, repeat=2)}
_ENCODED = _SHORT | {word: f"{word}_" for word in _STOP}
_SPACED = bytes(code if chr(code) in _LETTERS else 32 for code in range(128)) + b" " * 128


def tokens(text: str) -> list[str]:
    """The words of a text, in their order, as the index holds them; accents and case make no difference."""
    small = text.lower()
    if "+" in small or "#" in small or ".net" in small or "&" in small:
        small = _NAMED.sub(lambda found: f" {_SIGNS[found[0]]} ", small)
    if "'" in small or "\N{RIGHT SINGLE QUOTATION MARK}" in small:
        small = _POSSESSIVE.sub("", small)
    words = _ascii_words(small) if small.isascii() else _any_words(small)
    return list(map(_ENCODED.get, words, words))


def _ascii_words(text: str) -> list[str]:
    words = text.encode().translate(_SPACED).decode().split()
    return words if len(text) <= LONGEST or max(map(len, words), default=0) <= LONGEST else _cut(words)


def _any_words(text: str) -> list[str]:
    if not _FOREIGN.search(text):
        return _ascii_words(_plain(_PUNCTUATION.sub(" ", text)))
    whole = normalize("NFKC", _MARKS.sub("", normalize("NFKD", text))).lower()
    return [token for word in _WORD.findall(whole) for token in _spelled(word)]


def _spelled(word: str) -> list[str]:
    """A word in ASCII; of another script its digest, which compares as well as the word."""
    if not _FOREIGN.search(word):
        return _ascii_words(_plain(word))
    return ["u" + blake2b(word.encode("utf-8", "replace"), digest_size=8).hexdigest()]


def _plain(text: str) -> str:
    return normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode().lower()


def _cut(words: list[str]) -> list[str]:
    """Overlong words keep their start, in texts and in questions alike."""
    return [word if len(word) <= LONGEST else word[:LONGEST] for word in words]
