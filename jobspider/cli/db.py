"""`jobspider db`."""

import typer

from jobspider.config import config
from jobspider.store.engine import create_engine
from jobspider.store.schema import current, upgrade

db_app = typer.Typer(no_args_is_help=True, help="The database's schema.")


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database of JOBSPIDER_DATABASE_URL to this version's schema."""
    engine = create_engine(config().database_url.get_secret_value())
    upgrade(engine)
    typer.echo(f"The schema is at revision {current(engine)}.")


@db_app.command("status")
def db_status() -> None:
    """Print the schema's revision."""
    typer.echo(current(create_engine(config().database_url.get_secret_value())) or "There is no schema yet.")
