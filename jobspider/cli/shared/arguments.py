"""Spider arguments on the command line."""

from typing import Annotated

import typer

from jobspider.cli.shared.refusal import refuse
from jobspider.errors import ConfigError

Arguments = Annotated[
    list[str] | None, typer.Option("--argument", "-a", help="Spider argument NAME=VALUE; may be repeated.")
]


def arguments_of(given: list[str]) -> dict[str, str]:
    """By their names; one without `=` is refused."""
    wrong = [each for each in given if "=" not in each]
    if wrong:
        refuse(ConfigError(f'The argument "{wrong[0]}" has no "="; write it as query=nurse.'))
    return dict(each.split("=", 1) for each in given)
