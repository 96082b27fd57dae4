"""`jobspider skills list`."""

from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import Connection

from jobspider.clean.skill_dictionary import seed
from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.store.skills import row_of, rows_of

COLUMNS = ("skill", "category", "rule", "other spellings", "not before", "not after", "state")


def show(
    word: Annotated[str, typer.Argument(help="Only skills with this in a spelling or the category.")] = "",
    own: Annotated[bool, typer.Option("--own", help="Only those that you have added or changed.")] = False,
) -> None:
    """List the skills, and which of them are yours."""
    table = Table(*COLUMNS)
    for row in in_database(_rows):
        wanted = not own or row["state"] != "curated"
        if wanted and word.lower() in f"{row['name']}\n{row['aliases']}\n{row['category']}".lower():
            table.add_row(*_cells(row))
    console().print(table)


def _rows(connection: Connection) -> list[dict[str, Any]]:
    curated = {skill.name: {**row_of(skill), "state": "curated"} for skill in seed().skills}
    own = {name: {**row, "state": _state(row["enabled"], name in curated)} for name, row in rows_of(connection).items()}
    return sorted({**curated, **own}.values(), key=lambda row: str(row["name"]).lower())


def _state(enabled: bool, curated: bool) -> str:
    if not enabled:
        return "off"
    return "changed" if curated else "added"


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    lists = (", ".join(row[name].splitlines()) for name in ("aliases", "not_before", "not_after"))
    return (row["name"], row["category"], row["rule"], *lists, row["state"])
