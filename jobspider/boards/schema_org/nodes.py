"""JobPosting nodes: found wherever they lie in a page's structured data, with plain keys and references resolved."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypeAlias

from jobspider.boards.embedded import DECODER
from jobspider.boards.schema_org.markup import marked_up
from jobspider.boards.schema_org.scripts import PLAIN_JSON, decoded, scripts
from jobspider.errors import SchemaChangedError

Node: TypeAlias = dict[str, Any]
"""A node with its properties by their bare names (`title`), whether they were written as such or as IRIs."""

PREFIX = re.compile(r"^.*[/#:]")
# A posting's places, their addresses and the countries of these: lists and references count, too.
DEPTH = 8


def job_postings(page: str, url: str) -> list[Node]:
    """Each JobPosting of the page in its order, from JSON-LD, else from other JSON scripts, microdata or RDFa.

    Raises SchemaChangedError when the page has one that cannot be decoded, and no other.
    """
    nodes, broken = list[Node](), False
    for script in scripts(page):
        try:
            nodes += nodes_in(decoded(script))
        except (ValueError, RecursionError):
            broken = broken or "JobPosting" in script
    found = postings_in(nodes) or postings_in(nodes_of_state(page)) or postings_in(nodes_in(marked_up(page, url)))
    if broken and not found:
        raise SchemaChangedError(f"{url} has a JobPosting that is not valid JSON-LD and cannot be repaired.")
    return found


def nodes_of_state(page: str) -> list[Node]:
    """Every node of the scripts in which a site keeps its state (`__NEXT_DATA__`), where they name a JobPosting."""
    nodes = list[Node]()
    for script in scripts(page, PLAIN_JSON):
        if "JobPosting" in script:
            with suppress(ValueError, RecursionError):
                nodes += nodes_in([DECODER.decode(script)])
    return nodes


def nodes_in(documents: list[Any]) -> list[Node]:
    """Every node of decoded documents, at whatever depth."""
    return [node for document in documents for node in walk(plain(document))]


def postings_in(nodes: list[Node]) -> list[Node]:
    """The JobPosting nodes; what they refer to (`@id`) is filled in."""
    known = {node["@id"]: node for node in nodes if len(node) > 1 and type(node.get("@id")) is str}
    return [filled(node, known, DEPTH) for node in nodes if is_posting(node)]


def plain(value: Any) -> Any:
    """`value` with bare property names; `{"@value": x}` becomes x, extruct's microdata its properties."""
    match value:
        case {"@value": literal}:
            return literal
        case {"type": kind, "properties": dict() as properties}:
            return plain({**properties, "@type": kind})
        case dict():
            return {key if key.startswith("@") else PREFIX.sub("", key): plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case _:
            return value


def walk(value: Any) -> Iterator[Node]:
    """Every node in `value`, outer ones first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from walk(each)


def is_posting(node: Node) -> bool:
    """Whether one of the node's types is JobPosting, written as a name, a prefixed name or an IRI."""
    kinds = node.get("@type")
    return any(
        PREFIX.sub("", kind) == "JobPosting"
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    )


def filled(value: Any, known: dict[str, Node], depth: int) -> Any:
    """`value` with the nodes that it only refers to put in their places."""
    match value:
        case {"@id": str() as reference} if len(value) == 1 and depth:
            return filled(known.get(reference, value), known, depth - 1) if reference in known else value
        case dict() if depth:
            return {key: filled(each, known, depth - 1) for key, each in value.items()}
        case list() if depth:
            return [filled(each, known, depth - 1) for each in value]
        case _:
            return value
