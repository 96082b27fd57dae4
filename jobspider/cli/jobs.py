"""`jobspider jobs` and `jobspider match`: which postings are one job, and taking one out that is not."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.errors import JobspiderError, NothingToUndoError, UnknownJobError
from jobspider.search.jobs import Job, job_with
from jobspider.store.engine import configured_engine
from jobspider.store.identity import match_again, match_waiting, take_out

COLUMNS = ("posting", "source", "title", "company", "place", "basis", "score", "like", "url")
jobs_app = typer.Typer(no_args_is_help=True, help="The same job on several boards.")
Number = Annotated[int, typer.Argument(min=1, help="A job's id, or the id of one of its postings.")]


@jobs_app.command()
def show(number: Number) -> None:
    """Show the postings of a job, why they are one, and its possible copies."""
    screen = console()
    found = in_database(lambda connection: job_with(connection, number))
    if found is None:
        refuse(_unknown(number))
    screen.print(f"job {found.job_id}")
    screen.print(listed(found))


@jobs_app.command()
def undo(posting: Annotated[int, typer.Argument(min=1, help="The posting's id, as `jobs show` prints it.")]) -> None:
    """Take a posting out of its job for good: it is never matched with these others again."""
    if in_database(lambda connection: job_with(connection, posting)) is None:
        refuse(_unknown(posting))
    others = in_database(lambda connection: take_out(connection, posting, datetime.now(UTC)))
    if not others:
        refuse(NothingToUndoError(f"posting {posting} is a job of its own: there is nothing to take it out of"))
    typer.echo(f"Posting {posting} is a job of its own now; it was one with {', '.join(map(str, others))}.")


def match(
    every: Annotated[bool, typer.Option("--all", help="Compare all postings again, as after a new version.")] = False,
) -> None:
    """Find the jobs of postings that are new or changed, until none waits; several may run."""
    in_database(lambda _: None)  # refuses a database that is not at this version's schema
    engine = configured_engine()
    try:
        if every:
            match_again(engine)
        done = match_waiting(engine)
    except JobspiderError as error:
        refuse(error)
    typer.echo(f"Compared {done} postings.")


def listed(job: Job) -> Table:
    """A row a posting; possible copies last."""
    table = Table(*COLUMNS)
    for each in (*job.postings, *job.possible_copies):
        score = "" if each.score is None else f"{each.score:.2f}"
        place, like = each.location_raw or "", str(each.linked_to or "")
        row = (
            str(each.id),
            each.source,
            each.title,
            each.company or "",
            place,
            each.basis or "",
            score,
            like,
            each.url,
        )
        table.add_row(*row)
    return table


def _unknown(number: int) -> UnknownJobError:
    return UnknownJobError(f"there is no job or posting {number} that was compared: run `jobspider match` first")
