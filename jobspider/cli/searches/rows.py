"""The rows of a file of searches, one after the other, never all in memory."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from jobspider.errors import ConfigError

LINES_OF_JSON = frozenset({".ndjson", ".jsonl", ".json"})
LONGEST = 100_000
"""Characters in a line, at most."""


@dataclass(frozen=True)
class Row:
    """One row and its line; with `fault`, a sentence, where it can't be read."""

    line: int
    cells: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


def rows_of(file: Path) -> Iterator[Row]:
    """The file's rows, by the ending of its name; a ConfigError where it can't be opened."""
    try:
        # Bytes that are not UTF-8 become surrogates, which the row that holds them is refused for.
        opened = file.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise ConfigError(f"{file} can't be read: {error.strerror}.") from None
    with opened:
        yield from (_checked(row) for row in (_json if file.suffix.lower() in LINES_OF_JSON else _csv)(opened))


def _json(opened: TextIO) -> Iterator[Row]:
    for number, line in enumerate(_lines(opened), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Row(number, fault=f"it is no JSON: {error}")
            continue
        if type(found) is dict:
            yield Row(number, _flat(found))
        else:
            yield Row(number, fault="it is no JSON object")


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """Arguments may stand beside the search's own fields, or in an object of their own."""
    arguments = found.get("arguments")
    if type(arguments) is not dict:
        return found
    return {**arguments, **{name: value for name, value in found.items() if name != "arguments"}}


def _csv(opened: TextIO) -> Iterator[Row]:
    reader = csv.reader(_lines(opened), strict=True)
    header: list[str] | None = None
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(reader.line_num, fault=f"it is no CSV: {error}")
            continue
        if header is None:
            header = [name.strip() for name in values]
            if "spider" not in header:
                raise ConfigError(f"The first line names no column spider; it has {', '.join(header)[:200]}.")
        elif len(values) > len(header):
            yield Row(reader.line_num, fault=f"it has {len(values)} cells, the header {len(header)}")
        elif values:
            yield Row(reader.line_num, dict(zip(header, values, strict=False)))


def _lines(opened: TextIO) -> Iterator[str]:
    """The lines; in place of one that is too long stands what no format allows, so that its row is refused."""
    while line := opened.readline(LONGEST):
        whole = len(line) < LONGEST or line.endswith("\n")
        yield line if whole else "\x00\n"
        while not whole:
            rest = opened.readline(LONGEST)
            whole = len(rest) < LONGEST or rest.endswith("\n")


def _checked(row: Row) -> Row:
    if any(not _is_text(part) for part in (*row.cells, *row.cells.values())):
        return Row(row.line, fault="it is not UTF-8, or holds what is neither text nor number")
    return row


def _is_text(value: Any) -> bool:
    if value is None or type(value) in {int, float, bool}:
        return True
    if type(value) is not str:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in value
