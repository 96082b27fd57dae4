"""The `jobspider` command."""

import logging
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from jobspider.config import config
from jobspider.errors import ConfigError, DatabaseSchemaError, JobspiderError
from jobspider.events_cli import events
from jobspider.frontier_cli import frontier_app
from jobspider.health_cli import health
from jobspider.jobs_cli import jobs_app, match
from jobspider.keys_cli import keys_app
from jobspider.postings_cli import postings_app
from jobspider.rollup_cli import rollup
from jobspider.runs_cli import runs
from jobspider.schedule_cli import schedule_app
from jobspider.searches_cli import searches_app
from jobspider.sources_cli import sources
from jobspider.store.engine import create_engine
from jobspider.store.schema import check, current, upgrade

FAILED = 1
WRONG_USAGE = 2

app = typer.Typer(no_args_is_help=True, help="Collects job postings from many boards, and serves them.")
db = typer.Typer(no_args_is_help=True, help="The database's schema.")
app.add_typer(db, name="db")
app.add_typer(schedule_app, name="schedule")
app.add_typer(searches_app, name="searches")
app.add_typer(frontier_app, name="frontier")
app.add_typer(keys_app, name="keys")
app.add_typer(postings_app, name="postings")
app.add_typer(jobs_app, name="jobs")
app.command()(match)
app.command()(runs)
app.command()(sources)
app.command()(health)
app.command()(rollup)
app.command()(events)


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database of JOBSPIDER_DATABASE_URL to this version's schema."""
    engine = create_engine(config().database_url.get_secret_value())
    upgrade(engine)
    typer.echo(f"The schema is at revision {current(engine)}.")


@db.command("status")
def db_status() -> None:
    """Print the schema's revision."""
    typer.echo(current(create_engine(config().database_url.get_secret_value())) or "There is no schema yet.")


@app.command()
def api(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port.")] = 1,
) -> None:
    """Serve the REST API; its documentation is at /docs."""
    refuse_to_serve_nothing()
    # Named as a string, since this is the one place where the core starts what stands above it.
    serve = import_module("api.server").serve
    serve(host, port, workers)


def refuse_to_serve_nothing() -> None:
    """Raises DatabaseSchemaError unless the database can be read as it is; makes and migrates nothing."""
    engine = create_engine(config().database_url.get_secret_value())
    if current(engine) is None:
        raise DatabaseSchemaError("there is nothing to serve yet: crawl first, or run `jobspider db upgrade`")
    check(engine)
    engine.dispose()


@app.command()
def worker() -> None:
    """Deliver events and crawl what POST /tasks was given, together with all other workers."""
    from jobspider.worker import run_worker  # noqa: PLC0415  the other commands need no boards

    logging.basicConfig(level=config().log_level, format="%(asctime)s %(levelname)s %(message)s")
    run_worker(config())


@app.command()
def demo(
    postings: Annotated[int, typer.Option(help="Size of the sample board.")] = 2000,
) -> None:
    """Crawl a sample job board on this machine into the database, and show what was found."""
    from jobspider.sample.demo import run_demo  # noqa: PLC0415  it starts a server

    raise typer.Exit(run_demo(postings))


@app.command()
def nodes(
    folder: Annotated[Path, typer.Option(help="Where the nodes, the servers and their logs live.")] = Path(".run"),
    port: Annotated[int, typer.Option(help="Port of the API.")] = 8000,
    scrapydweb_port: Annotated[int, typer.Option(help="Port of ScrapydWeb, where it is installed.")] = 5000,
    scrapyd_ports: Annotated[tuple[int, int], typer.Option(help="Ports of the Scrapyd nodes.")] = (6800, 6801),
) -> None:
    """Start Redis, MariaDB, two Scrapyd nodes, ScrapydWeb, the daemon, a worker and the API, until Ctrl-C."""
    from jobspider.sample.nodes import Ports, run_nodes  # noqa: PLC0415  it starts servers

    run_nodes(folder, Ports(port, scrapydweb_port, scrapyd_ports))


def main() -> None:
    """The command, with errors as sentences instead of tracebacks."""
    try:
        app()
    except JobspiderError as error:
        typer.echo(f"jobspider: {error}", err=True)
        raise SystemExit(WRONG_USAGE if isinstance(error, ConfigError) else FAILED) from error
