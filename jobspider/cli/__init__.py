"""The `jobspider` command: a module here for each of its commands, imported when it is called."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from jobspider.errors import ConfigError, JobspiderError

FAILED = 1
WRONG_USAGE = 2
COMMANDS = {
    "demo": "demo:demo",
    "api": "api:api",
    "worker": "worker:worker",
    "nodes": "nodes:nodes",
    "node": "node:node",
    "db": "db:db_app",
    "runs": "runs:runs",
    "sources": "sources:sources",
    "health": "health:health",
    "schedule": "schedule:schedule_app",
    "searches": "searches:searches_app",
    "companies": "companies:companies",
    "frontier": "frontier:frontier_app",
    "postings": "postings:postings_app",
    "jobs": "jobs:jobs_app",
    "match": "jobs:match",
    "skills": "skills:skills_app",
    "rollup": "rollup:rollup",
    "alerts": "alerts:alerts_app",
    "events": "events:events",
    "keys": "keys:keys_app",
    "backup": "backup:backup",
    "restore": "backup:restore",
}
"""Each command's module below this one, and what in it is the command. All of them together take seconds to import."""


class OnDemand(TyperGroup):
    """Imports a command's module when the command is called, or all of them to list them."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  typer's signature
        """Their names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  typer's signature
        """A command by its name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        found = getattr(import_module(f"{__name__}.{module}"), attribute)
        shell = typer.Typer(add_completion=False)
        if isinstance(found, typer.Typer):
            shell.add_typer(found, name=cmd_name)
        else:
            shell.command(cmd_name)(found)
        return get_group(shell).commands[cmd_name]


app = typer.Typer(cls=OnDemand, no_args_is_help=True)


@app.callback()
def jobspider() -> None:
    """Collects job postings from many boards, and serves them."""


def main() -> None:
    """The command, with errors as sentences instead of tracebacks."""
    try:
        app()
    except JobspiderError as error:
        typer.echo(f"jobspider: {error}", err=True)
        raise SystemExit(WRONG_USAGE if isinstance(error, ConfigError) else FAILED) from error
