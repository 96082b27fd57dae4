"""`jobspider backup` and `jobspider restore`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from jobspider.backup.backup import make, note
from jobspider.backup.backup import restore as fill
from jobspider.config import config
from jobspider.planner.planner import planner_of
from jobspider.store.engine import create_engine
from jobspider.store.schema import current, head
from jobspider.store.transaction import translated


def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups lie: a folder on another disk than the database's.")],
    keep: Annotated[int, typer.Option(min=1, help="Backups that are kept; older ones are removed.")] = 14,
    metrics: Annotated[
        Path | None,
        typer.Option(help="File for node-exporter's textfile collector, so that a missing backup is noticed."),
    ] = None,
) -> None:
    """Write the whole database of JOBSPIDER_DATABASE_URL into a file, as of one moment, while crawls go on."""
    engine = create_engine(config().database_url.get_secret_value())
    made = make(engine, folder, keep, datetime.now(UTC))
    if metrics is not None:
        note(metrics, made)
    removed = f", {len(made.removed)} older removed" if made.removed else ""
    typer.echo(f"{made.path}: {made.manifest.bytes} bytes{removed}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup: the .sql.zst or .db.zst, with its .json beside it.")],
    force: Annotated[bool, typer.Option("--force", help="Replace all that the database holds.")] = False,
) -> None:
    """Fill the database of JOBSPIDER_DATABASE_URL from a backup, and the planner's queues from the database."""
    settings = config()
    engine = create_engine(settings.database_url.get_secret_value())
    try:
        manifest = fill(engine, file, force=force)
    except DBAPIError as error:
        raise translated(error, engine) from error
    typer.echo(f"Restored what was stored at {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    if current(engine) != head():
        typer.echo("It is of an older version: run `jobspider db upgrade`, then start jobspider.")
    elif settings.redis_url is not None:
        planner_of(settings).rebuild()
        typer.echo("The queues of what is due were built again.")
