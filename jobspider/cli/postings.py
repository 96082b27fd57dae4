"""`jobspider postings close`: closes what has ended, now instead of when the daemon next looks."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.config import config
from jobspider.errors import ConfigError, JobspiderError
from jobspider.search.runs import run_by_id
from jobspider.store.closing_of_run import Guard, close_after, decidable
from jobspider.store.engine import configured_engine
from jobspider.store.overdue import close_overdue

postings_app = typer.Typer(no_args_is_help=True, help="What is stored of postings.")


@postings_app.callback()
def postings() -> None:
    """Keeps `close` a subcommand: Typer would leave out the name of an only one."""


@postings_app.command()
def close(
    run: Annotated[str, typer.Option(help="Decide again on what this finished run's lists no longer name.")] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Even an unusual share: you have looked.")] = False,
) -> None:
    """Close postings whose valid_through has passed and those not seen for long; or, with --run, what a run refused."""
    if anyway and not run:
        refuse(ConfigError("--anyway lifts the guard for one run: name it with --run (`jobspider runs` lists them)"))
    if run:
        _close_of_run(run, anyway)
        return
    in_database(lambda _: None)  # refuses a database that is not at this version's schema
    days = timedelta(days=config().not_seen_days)
    closed = close_overdue(configured_engine(), datetime.now(UTC), days)
    typer.echo("Closed: " + ", ".join(f"{count} {reason}" for reason, count in closed.items()) + ".")


def _close_of_run(run_id: str, anyway: bool) -> None:
    found = in_database(lambda connection: run_by_id(connection, run_id))
    settings = config()
    try:
        decidable(run_id, found)
        guard = Guard(settings.closing_share, settings.closing_least, off=anyway)
        report = close_after(configured_engine(), run_id, guard, datetime.now(UTC))
    except JobspiderError as error:
        refuse(error)
    typer.echo(f"Run {run_id} closed {report['closed']} postings and refused {report.get('refused', 0)}.")
