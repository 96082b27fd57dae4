"""One entry of a feed, whatever its dialect: texts by the paths of their elements."""

import re
from collections.abc import Iterator
from copy import deepcopy
from html import escape
from itertools import islice

from lxml import etree  # type: ignore[import-untyped]  # lxml publishes no types

from jobspider.boards.xml_elements import Element, local, parts, prefixed

MOST_TEXTS = 2_000
"""Texts that are read of one entry; real ones have less than a hundred."""
HTML = frozenset(
    "a b blockquote br dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre span strong table u ul".split()  # noqa: SIM905
)
"""Elements that are part of a text, and not parts of a posting."""
TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*")


class FeedItem:
    """Texts by path: `title`, `author/name`, `enclosure@url`, `dc:creator`.

    Names in the entry's own namespace have no prefix. Links of Atom are `link@href`; those that are no alternate of
    the entry are `link.enclosure@href` and so on. HTML stays HTML, also where it was not escaped.
    """

    def __init__(self, element: Element) -> None:
        own = parts(element.tag)[0]
        prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
        self._texts: dict[str, list[str]] = {}
        for path, text in islice(_texts(element, "", own, prefixes), MOST_TEXTS):
            if stripped := text.strip():
                self._texts.setdefault(path, []).append(stripped)

    def texts(self, paths: str) -> list[str]:
        """All texts at the first of the paths (`|` between them) that has any."""
        return next((found for path in paths.split("|") if (found := self._texts.get(path.strip()))), [])

    def text(self, paths: str) -> str | None:
        """The first text at the first of the paths that has any."""
        return next(iter(self.texts(paths)), None)


def _texts(element: Element, path: str, own: str, prefixes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each text below an element; attributes have an `@` before their name."""
    for name, value in element.attrib.items():
        yield f"{path}@{prefixed(name, own, prefixes)}", value
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = prefixed(child.tag, own, prefixes)
        role = child.get("rel", "alternate") if name == "link" else "alternate"
        below = f"{path.rstrip('@')}{'/' if path else ''}{name}" + ("" if role == "alternate" else f".{role}")
        if any(local(each).lower() in HTML for each in child):
            yield below, inner_html(child)
        else:
            yield below, child.text or ""
            yield from _texts(child, below, own, prefixes)


def inner_html(element: Element) -> str:
    """What is inside an element whose HTML was not escaped."""
    return escape(element.text or "", quote=False) + "".join(map(_as_html, element))


def _as_html(element: Element) -> str:
    copy = deepcopy(element)
    for each in copy.iter(etree.Element):
        name = local(each)
        each.tag = name if TAG.fullmatch(name) else "span"
    etree.cleanup_namespaces(copy)
    return str(etree.tostring(copy, method="html", encoding="unicode"))
