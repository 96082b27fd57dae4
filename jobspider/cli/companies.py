"""`jobspider companies`: what is known of employers."""

from typing import Annotated

import typer
from rich.table import Table

from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.planner.companies import Company, company_key
from jobspider.search.companies import companies_known

COLUMNS = tuple(Company.__dataclass_fields__)


def companies(
    name: Annotated[str | None, typer.Argument(help="Of this company only; exit code 1 when nothing is known.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many, at most.")] = 50,
) -> None:
    """List what is known of employers, by name (docs/planner.md says where it comes from)."""
    key = None if name is None else company_key(name)
    found = in_database(lambda connection: companies_known(connection, COLUMNS, limit, key))
    if name is not None and not found:
        typer.echo(f"Nothing is known of {name}.", err=True)
        raise typer.Exit(1)
    table = Table(*COLUMNS)
    for row in found:
        table.add_row(*(value or "" for value in row))
    console().print(table)
