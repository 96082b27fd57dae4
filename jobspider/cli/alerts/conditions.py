"""What several of the commands ask for."""

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(help="The alert's name, as `jobspider alerts list` shows it.")]
Conditions = Annotated[
    list[str] | None,
    typer.Argument(help="FIELD=VALUE, as the parameters of GET /postings; given again for several values."),
]
