"""Postings as JSON, one on a line, as lists of the API show them."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic_core import to_json

from api.exports.columns import COLUMNS
from jobspider.posting import ordered


def ndjson_file(chunks: Iterable[list[Any]]) -> Iterator[bytes]:
    """A line a posting."""
    for rows in chunks:
        yield b"".join(to_json({name: ordered(getattr(row, name)) for name in COLUMNS}) + b"\n" for row in rows)
