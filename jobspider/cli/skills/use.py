"""`jobspider skills find|apply`."""

from typing import Annotated

import typer

from jobspider.clean.skills import find_skills
from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.errors import JobspiderError
from jobspider.etl.refresh import refresh_skills, start_over
from jobspider.store.engine import configured_engine
from jobspider.store.skills import dictionary_in

NOTHING = 1


def find(text: Annotated[str, typer.Argument(help="A sentence of a posting's description.")]) -> None:
    """Say which skills a text names; exit code 1: none."""
    dictionary = in_database(dictionary_in)
    found = find_skills("", text, dictionary)
    for mention in found:
        typer.echo(f"{mention.name}{' (asked for)' if mention.required else ''}")
    raise typer.Exit(0 if found else NOTHING)


def apply() -> None:
    """Read the skills of all open postings again, with the dictionary as it is now; may be stopped and repeated."""
    in_database(lambda _: None)  # refuses a database that is not at this version's schema
    engine = configured_engine()
    try:
        start_over(engine)
        changed = refresh_skills(engine)
    except JobspiderError as error:
        refuse(error)
    typer.echo(f"{changed} postings have other skills now.")
