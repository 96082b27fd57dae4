"""docs/columns.md, made from the models and the tables: `python -m jobspider.columns_doc > docs/columns.md`."""

from collections.abc import Iterator

from sqlalchemy import Column, Table
from sqlalchemy.dialects import mysql

from jobspider.posting import StoredPosting
from jobspider.run import COUNTS
from jobspider.tables import daily_rollups, daily_stats, posting_versions, postings, run_nodes, runs

HEAD = """# Columns

For whoever reads the database: what each column of the tables that analysts need holds. Types are MySQL's, SQLite has
the like; moments are UTC; a value that is not known is NULL, never a guess. This page is made from
`jobspider/posting.py` and `jobspider/tables/` by `python -m jobspider.columns_doc`, and a test compares them.

Postings of the API, of events and in files have the same fields, but for `listed_at`, `is_open` and `salary_annual`, by
which the database sorts and filters."""

PARTS = ("p10", "p25", "median", "p75", "p90")

TABLES = (postings, posting_versions, runs, run_nodes, daily_stats, daily_rollups)
"""What analysts read; the tables that only the program itself needs are left out."""

PLAIN = {
    "id": "Number of the row; gaps mean nothing.",
    "content_hash": "32 hex digits over what a reader would see, but skills; equal hashes mean that nothing changed.",
    "posting_id": "`postings.id` of the posting that changed.",
    "run_id": "`runs.id` of the run that the process took part in.",
    "spider": "Name of the spider; `postings.source` is the same.",
    "arguments": "{name: value} as given with `-a`, without `run`.",
    "started_at": "When it began, UTC.",
    "finished_at": "When it ended, UTC; NULL while it goes on, and for ever if it was killed.",
    "outcome": "How the process's part ended, in the words of `runs.outcome`.",
    "computed_at": "When the day was counted, UTC.",
    **{part: f"{part} of the values that `n` counts; NULL where `n` is all there is." for part in PARTS},
    "counts": f"The process's own part of {{{', '.join(COUNTS)}}}.",
}
"""What columns are that have neither a docstring nor a comment."""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from HEAD.splitlines()
    for table in TABLES:
        yield from ("", f"## {table.name}", "", "| Column | Type | NULL | What it is |", "|---|---|---|---|")
        for column in table.columns:
            null = "yes" if column.nullable else ""
            yield f"| `{column.name}` | {kind(column)} | {null} | {meaning(table, column)} |"


def kind(column: Column[object]) -> str:
    """The column's type without character set and collation."""
    return column.type.compile(mysql.dialect()).partition(" ")[0]


def meaning(table: Table, column: Column[object]) -> str:
    """The model's docstring, else the column's comment, else what its name says everywhere."""
    if column is runs.c.id:
        return "Name of the run: given with `-a run=`, else made of spider, start and chance."
    field = StoredPosting.model_fields.get(column.name) if table is postings else None
    text = field.description if field else column.comment or PLAIN.get(column.name)
    if not text:
        raise LookupError(f"{table.name}.{column.name} has no description: give it a docstring or a comment")
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201  this is its purpose
