"""JSON-LD scripts of a page: found without parsing the page, decoded although it is often not quite JSON."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import jstyleson  # type: ignore[import-untyped]  # publishes no types

from jobspider.boards.embedded import DECODER

# Each pattern walks a page once: one that starts anew at every tag and runs to the page's end takes hours on 2 MB.
OPENING = re.compile(r"<script\b[^<>]*+>", re.IGNORECASE)
CLOSING = re.compile(r"</script\s*+>", re.IGNORECASE)
# The + of the media type is written as a character reference by some template engines.
LINKED_DATA = re.compile(r"\bld(?:\+|&#x2b;|&#43;|&plus;)json\b", re.IGNORECASE)
PLAIN_JSON = re.compile(r"\bapplication/json\b", re.IGNORECASE)
WRAPPING = re.compile(
    r"^\s*(?://|/\*)?\s{0,9}(?:<!--|<!\[CDATA\[)\s{0,9}(?:\*/)?|(?://|/\*)?\s{0,9}(?:-->|\]\]>)\s{0,9}(?:\*/)?$"
)
MOST_SCRIPTS = 1_000
"""JSON-LD scripts that are read of a page; real ones have less than a hundred."""


def scripts(page: str, kind: re.Pattern[str] = LINKED_DATA) -> Iterator[str]:
    """The text of each script of a kind, JSON-LD unless said otherwise, that is not inside an HTML comment."""
    place = 0
    for _ in range(MOST_SCRIPTS):
        opening = next((tag for tag in OPENING.finditer(page, place) if kind.search(tag[0])), None)
        closing = CLOSING.search(page, opening.end()) if opening else None
        if opening is None or closing is None:
            return
        if not commented_out(page, opening.start()):
            yield page[opening.end() : closing.start()].strip()
        place = closing.end()


def commented_out(page: str, place: int) -> bool:
    """Whether an HTML comment is open at `place`; a `<!--` inside an earlier script opens none."""
    opened = page.rfind("<!--", 0, place)
    return opened >= 0 and page.find("-->", opened, place) < 0 and page.find("</script", opened, place) < 0


def decoded(script: str) -> list[Any]:
    """What the script holds; several values where objects are written one after the other.

    Repaired: raw line breaks in strings, comments, trailing commas, CDATA and comment wrappers, escaped quotes.
    Raises ValueError when it is beyond that.
    """
    try:
        return [DECODER.decode(script)]
    except (ValueError, RecursionError):
        bare = WRAPPING.sub("", WRAPPING.sub("", script)).strip().rstrip(";").rstrip()
        if '"' not in bare:
            bare = unescape(bare)
        return _values(jstyleson.dispose(bare).strip())


def _values(text: str) -> list[Any]:
    found, position = [], 0
    while position < len(text):
        try:
            value, position = DECODER.raw_decode(text, position)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        found.append(value)
        position += len(text[position:]) - len(text[position:].lstrip(" \t\r\n,;"))
    return found
