"""`jobspider schedule fire`."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Connection

from jobspider.cli.shared.database import in_database
from jobspider.config import config
from jobspider.records import State
from jobspider.schedule.due import run_id
from jobspider.schedule.scrapyd import nodes
from jobspider.search.schedules import schedule_named
from jobspider.store.occurrences import open_occurrence


def fire(name: Annotated[str, typer.Argument(help="The schedule's name.")]) -> None:
    """Let the daemon start a schedule's crawl now, whether or not it is enabled; prints the run's id last."""
    now = datetime.now(UTC)
    due_at = now.replace(microsecond=0)

    def note(connection: Connection) -> str:
        schedule, detail = schedule_named(connection, name), "fired by hand"
        run = run_id(schedule.name, due_at)
        open_occurrence(connection, schedule.id, due_at, run, State.FIRING, detail, now)
        return run

    run = in_database(note)
    if nodes(config().scrapyd_urls.get_secret_value()):
        said = "The daemon (`jobspider schedule`) starts this run at its next look; `jobspider runs` shows it:"
    else:
        said = (
            "This run is noted, and nothing starts it yet: JOBSPIDER_SCRAPYD_URLS is empty, so that no daemon runs "
            "here. A daemon (`jobspider schedule`) that has nodes starts it within JOBSPIDER_SCHEDULE_GRACE_SECONDS; "
            "`make nodes` brings one, and `scrapy crawl` needs none. The run would be:"
        )
    typer.echo(said, err=True)
    typer.echo(run)
