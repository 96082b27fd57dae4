"""`jobspider events`."""

import typer

from jobspider.cli.shared.database import in_database
from jobspider.store.outbox import depth


def events() -> None:
    """Say how many events wait to be delivered, and since when."""
    count, oldest = in_database(depth)
    typer.echo(f"{count} events wait, the oldest since {oldest:%Y-%m-%d %H:%M:%S}Z." if oldest else "No event waits.")
