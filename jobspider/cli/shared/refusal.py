"""How a command refuses."""

from typing import NoReturn

import typer

from jobspider.errors import JobspiderError


def refuse(error: JobspiderError) -> NoReturn:
    """Wrong usage: a sentence, without the box that Typer would break it in."""
    typer.echo(f"jobspider: {error}", err=True)
    raise typer.Exit(2) from error
