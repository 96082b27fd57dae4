"""Alembic at work: the database goes up or down to a revision, and nobody else migrates it meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from jobspider.columns import MYSQL
from jobspider.errors import DatabaseSchemaError
from jobspider.store.engine import create_engine
from jobspider.store.schema import MIGRATIONS
from jobspider.store.transaction import transaction, translated

LOCK_SECONDS = 300
"""How long one migration waits for another one on the same MySQL server."""
STATEMENT_SECONDS = 24 * 3600
"""How long one statement of a migration may take: a new index on millions of rows takes its time."""


def up(engine: Engine, revision: str) -> None:
    """To a later revision, or `head`; the same again does nothing."""
    with _alone(engine) as connection:
        command.upgrade(configuration(connection), revision)


def down(engine: Engine, revision: str) -> None:
    """To an earlier revision, or `base`."""
    with _alone(engine) as connection:
        command.downgrade(configuration(connection), revision)


def configuration(connection: Connection | None = None) -> Config:
    """Where the revisions are, and the connection that they run on."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection on which nobody else migrates: SQLite's write lock, or a named lock of the server."""
    patient = create_engine(engine.url.render_as_string(hide_password=False), answer_seconds=STATEMENT_SECONDS)
    try:
        with transaction(patient) as connection, _named_lock(connection):
            yield connection
    except DBAPIError as error:
        raise translated(error, engine) from error
    finally:
        patient.dispose()


@contextmanager
def _named_lock(connection: Connection) -> Iterator[None]:
    if connection.dialect.name not in MYSQL:
        yield
        return
    name = {"name": f"jobspider migration {connection.engine.url.database}"[:64], "seconds": LOCK_SECONDS}
    if connection.execute(text("SELECT GET_LOCK(:name, :seconds)"), name).scalar() != 1:
        raise DatabaseSchemaError(f"another migration of this database still runs after {LOCK_SECONDS} s: wait for it")
    try:
        yield
    finally:
        connection.execute(text("DO RELEASE_LOCK(:name)"), name)
