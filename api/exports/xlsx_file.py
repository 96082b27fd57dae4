"""Postings as an Excel workbook, written to a temporary file row by row and sent from there."""

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any

from api.exports.columns import COLUMNS, harmless

MOST_ROWS = 1_048_576 - 2
"""Rows of a sheet, without the header and the line that says that more were left out."""
CELL = 32_767
"""Characters of a cell."""
PIECE = 65_536
"""Bytes sent at once."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 does not allow."""


def xlsx_file(chunks: Iterable[list[Any]]) -> Iterator[bytes]:
    """The workbook; where a sheet has no room for all, its last line says so."""
    with TemporaryDirectory(prefix="jobspider-export-") as folder:
        path = f"{folder}/postings.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_urls": False, "strings_to_formulas": False}
        workbook = import_module("xlsxwriter").Workbook  # only who writes one needs it in memory
        with workbook(path, {**options, "strings_to_numbers": False}) as book:
            _write(book.add_worksheet("postings"), chunks)
        with open(path, "rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _write(sheet: Any, chunks: Iterable[list[Any]]) -> None:
    sheet.write_row(0, 0, COLUMNS)
    number = 0
    for rows in chunks:
        for row in rows:
            number += 1
            if number > MOST_ROWS:
                sheet.write_string(
                    number, 0, f"Excel's sheets end here: only the newest {MOST_ROWS} postings are listed."
                )
                return
            _write_row(sheet, number, row)


def _write_row(sheet: Any, number: int, row: Any) -> None:
    for place, name in enumerate(COLUMNS):
        value = harmless(getattr(row, name))
        if isinstance(value, str):
            sheet.write_string(number, place, _ILLEGAL.sub("", value)[:CELL])
        elif isinstance(value, bool):
            sheet.write_boolean(number, place, value)
        elif value is not None:
            sheet.write_number(number, place, value)
