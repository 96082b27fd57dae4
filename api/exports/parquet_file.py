"""Postings as Parquet, a row group at a time; needs the extra `parquet`."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from io import RawIOBase
from itertools import islice
from typing import Any

from api.exports.columns import COLUMNS, plain
from jobspider.errors import MissingExtraError
from jobspider.tables import postings

CHUNKS = 10
"""Chunks of postings in a row group."""
POOL = ("ARROW_DEFAULT_MEMORY_POOL", "system")
"""Read when pyarrow is imported: its usual pool keeps 16 MB more than it needs."""


class Pieces(RawIOBase):
    """A file that only grows, and gives what was written since it was asked last."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.written = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Keeps a copy until it is taken."""
        self.waiting.append(bytes(data))
        self.written += len(self.waiting[-1])
        return len(self.waiting[-1])

    def tell(self) -> int:
        """Bytes written so far."""
        return self.written

    def take(self) -> bytes:
        """What was written since."""
        taken = b"".join(self.waiting)
        self.waiting.clear()
        return taken


def parquet_file(chunks: Iterable[list[Any]]) -> Iterator[bytes]:
    """The file, piece by piece. Raises MissingExtraError at the call, before anything is sent."""
    os.environ.setdefault(*POOL)
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        sentence = "Parquet files need pyarrow on the server: pip install pyarrow, or take csv or ndjson"
        raise MissingExtraError(sentence) from None
    return _pieces(arrow, parquet, iter(chunks))


def _pieces(arrow: Any, parquet: Any, chunks: Iterator[list[Any]]) -> Iterator[bytes]:
    """Each chunk is put into columns by itself: Python's objects of a whole row group take ten times as much memory."""
    schema, sink = arrow.schema([(name, _type(arrow, name)) for name in COLUMNS]), Pieces()
    with parquet.ParquetWriter(sink, schema, write_statistics=_bounded(arrow, schema)) as writer:
        while batches := [_batch(arrow, schema, rows) for rows in islice(chunks, CHUNKS)]:
            writer.write_table(arrow.Table.from_batches(batches))
            yield sink.take()
    yield sink.take()


def _batch(arrow: Any, schema: Any, rows: list[Any]) -> Any:
    return arrow.record_batch({name: [_value(getattr(row, name)) for row in rows] for name in COLUMNS}, schema=schema)


def _bounded(arrow: Any, schema: Any) -> list[str]:
    """Columns whose least and greatest values readers can use; of texts they only make the end of the file longer."""
    return [field.name for field in schema if field.type != arrow.string()]


def _type(arrow: Any, name: str) -> Any:
    """The column's type in Parquet; several values are one text, as in the other tables."""
    kinds = {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_(), datetime: arrow.timestamp("us", "UTC")}
    kind = postings.c[name].type
    return kinds.get(getattr(kind, "impl", kind).python_type, arrow.string())


def _value(value: Any) -> Any:
    return value if isinstance(value, datetime) else plain(value)
