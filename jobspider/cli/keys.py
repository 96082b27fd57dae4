"""`jobspider keys`: who may use the API for what."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from jobspider.api_keys import ApiKey, Scope
from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.search.api_keys import all_keys
from jobspider.store.api_keys import make_key, revoke_key

keys_app = typer.Typer(no_args_is_help=True, help="Keys of the REST API: who may do what.")
COLUMNS = ("id", "name", "scopes", "created", "expires", "state")


@keys_app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, for you.")],
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What it may do; read if not said. May be repeated.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=36_500, help="Days until it expires; never if not said.")
    ] = None,
) -> None:
    """Make a key and print it last. It is shown once: only its hash is stored."""
    if not 0 < len(name) <= 64:
        raise typer.BadParameter("a name has 1 to 64 characters")
    scopes = frozenset(scope or [Scope.READ])
    text = in_database(lambda connection: make_key(connection, name, scopes, days, datetime.now(UTC)))
    typer.echo(f"The key {name} has the scopes {', '.join(sorted(scopes))}. Keep it: it is shown once.", err=True)
    typer.echo(text)


@keys_app.command("list")
def show() -> None:
    """List the keys, without their secrets."""
    table, now = Table(*COLUMNS), datetime.now(UTC)
    for key in in_database(all_keys):
        table.add_row(*_row(key, now))
    console().print(table)


@keys_app.command()
def revoke(key: Annotated[str, typer.Argument(help="The key's name or id.")]) -> None:
    """Make a key useless, at once and for good."""
    in_database(lambda connection: revoke_key(connection, key, datetime.now(UTC)))
    typer.echo(f"The key {key} is revoked.")


def _row(key: ApiKey, now: datetime) -> tuple[str, ...]:
    expires = f"{key.expires_at:%Y-%m-%d %H:%M}Z" if key.expires_at else "never"
    scopes = " ".join(sorted(key.scopes))
    return key.id, key.name, scopes, f"{key.created_at:%Y-%m-%d %H:%M}Z", expires, key.state(now)
