"""Postings as CSV: RFC 4180, UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from api.exports.columns import COLUMNS, harmless

MARK = "\ufeff"


def csv_file(chunks: Iterable[list[Any]]) -> Iterator[bytes]:
    """The header, then a line a posting."""
    yield (MARK + _lines([COLUMNS])).encode()
    for rows in chunks:
        yield _lines([[harmless(getattr(row, name)) for name in COLUMNS] for row in rows]).encode("utf-8", "replace")


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
