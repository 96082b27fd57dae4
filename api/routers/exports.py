"""Exports: all postings of a search as one file, streamed."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from api.caller import READ
from api.dependencies import Database
from api.exports.csv_file import csv_file
from api.exports.ndjson_file import ndjson_file
from api.exports.parquet_file import parquet_file
from api.exports.xlsx_file import xlsx_file
from api.openapi import errors
from jobspider.search.filters import PostingFilter
from jobspider.search.find import everything

router = APIRouter(prefix="/export", tags=["exports"], dependencies=[READ])
CSV = "text/csv"
NDJSON = "application/x-ndjson"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"


class ExportQuery(PostingFilter):
    """A filter, and how many postings are wanted."""

    limit: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    """The newest so many postings; left out: all."""


Asked = Annotated[ExportQuery, Query()]
Writer = Callable[[Iterable[list[Any]]], Iterator[bytes]]


def declared(media_type: str) -> dict[int | str, dict[str, Any]]:
    """The file in the OpenAPI document."""
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/postings.csv", response_class=StreamingResponse, responses=declared(CSV))
def export_csv(database: Database, query: Asked) -> StreamingResponse:
    """CSV in UTF-8, newest first. Cells that spreadsheets would take for formulas begin with an apostrophe."""
    return exported(csv_file, database, query, f"{CSV}; charset=utf-8", "csv")


@router.get("/postings.ndjson", response_class=StreamingResponse, responses=declared(NDJSON))
def export_ndjson(database: Database, query: Asked) -> StreamingResponse:
    """A JSON object on each line, newest first."""
    return exported(ndjson_file, database, query, NDJSON, "ndjson")


@router.get("/postings.xlsx", response_class=StreamingResponse, responses=declared(XLSX))
def export_xlsx(database: Database, query: Asked) -> StreamingResponse:
    """An Excel workbook, newest first. A sheet holds 1,048,576 rows: its last line says when postings are left out."""
    return exported(xlsx_file, database, query, XLSX, "xlsx")


@router.get("/postings.parquet", response_class=StreamingResponse, responses={**declared(PARQUET), **errors(501)})
def export_parquet(database: Database, query: Asked) -> StreamingResponse:
    """Parquet, newest first; 501 where the server lacks the optional package for it."""
    return exported(parquet_file, database, query, PARQUET, "parquet")


def exported(writer: Writer, database: Database, query: ExportQuery, media_type: str, ending: str) -> StreamingResponse:
    """The file under its name."""
    asked = PostingFilter.model_construct(**{name: getattr(query, name) for name in PostingFilter.model_fields})
    headers = {"Content-Disposition": f'attachment; filename="postings.{ending}"', "Cache-Control": "no-store"}
    chunks = limited(everything(database, asked), query.limit)
    return StreamingResponse(writer(chunks), media_type=media_type, headers=headers)


def limited(chunks: Iterable[list[Any]], most: int | None) -> Iterator[list[Any]]:
    """The chunks up to so many postings."""
    left = most
    for rows in chunks:
        yield rows if left is None else list(islice(rows, left))
        left = None if left is None else left - len(rows)
        if left is not None and left <= 0:
            return
