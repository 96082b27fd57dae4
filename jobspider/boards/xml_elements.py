"""Elements of an XML document, one after the other: memory for one of them, no entities, no network."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]  # lxml publishes no types

Element: TypeAlias = Any
"""An element of lxml."""

PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2005/Atom": "atom",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://search.yahoo.com/mrss/": "media",
    "http://base.google.com/ns/1.0": "g",
}
"""Namespaces that many sites use, by their usual prefixes."""


@dataclass
class Document:
    """A document that is being read."""

    root: Element = None
    """Its outermost element, with all that was read and is not one of the elements that were asked for."""
    is_broken: bool = False
    """Whether something of it may be missing, since it breaks off or is no XML; known after its last element."""


def elements(xml: bytes, names: Collection[str], document: Document) -> Iterator[Element]:
    """The outermost elements with one of the local names, each complete, and emptied when the next is asked for.

    `document` learns the root before the first. A document that breaks off or is broken gives what could be read.
    """
    reader = etree.iterparse(
        BytesIO(xml),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _outermost(reader, names, document)
    except etree.LxmlError:
        document.is_broken = True
        return
    document.is_broken = any(error.level == etree.ErrorLevels.FATAL for error in reader.error_log)


def _outermost(reader: Any, names: Collection[str], document: Document) -> Iterator[Element]:
    inside = None
    for event, element in reader:
        if document.root is None:
            document.root = element
        if inside is None and event == "start" and element is not document.root and local(element) in names:
            inside = element
        elif event == "end" and element is inside:
            yield element
            inside = None
            _forget(element)


def _forget(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def parts(tag: str) -> tuple[str, str]:
    """Namespace and name; a prefix that the document does not declare stays with the name."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def local(element: Element) -> str:
    """The element's name without namespace and prefix; empty for what is no element."""
    return parts(element.tag)[1].rpartition(":")[2] if isinstance(element.tag, str) else ""


def prefixed(tag: str, own: str, prefixes: dict[str, str]) -> str:
    """A name as documents write it: bare in the namespace `own` or in none, else with the namespace's usual prefix.

    `prefixes`: those of the document, by namespace, for namespaces without a usual one.
    """
    namespace, name = parts(tag)
    prefix = "" if namespace in ("", own) else PREFIXES.get(namespace) or prefixes.get(namespace)
    return f"{prefix}:{name}" if prefix else name
