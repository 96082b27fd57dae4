"""Writes of searches, as the commands make them: first the database, then the queue."""

from collections.abc import Callable, Sequence

import typer
from sqlalchemy import Connection

from jobspider.cli.shared.database import in_database
from jobspider.config import config
from jobspider.errors import StoreUnavailableError
from jobspider.planner.planner import planner_of
from jobspider.records import StoredSearch
from jobspider.schedule.searches import entry_of


def planned(work: Callable[[Connection], Sequence[StoredSearch]]) -> Sequence[StoredSearch]:
    """What `work` wrote, committed, and told to the queue of what is due."""
    written = in_database(work)
    try:
        planner_of(config()).put([entry_of(search) for search in written])
    except StoreUnavailableError as error:
        hours = 2 * config().planner_lease_seconds / 3600
        typer.echo(f"jobspider: it is stored, and will be noticed up to {hours:g} h late: {error}", err=True)
    return written
