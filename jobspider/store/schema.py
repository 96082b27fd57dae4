"""The schema's revisions: which one the database is at, and how it gets to this version's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

import jobspider
from jobspider.columns import MYSQL
from jobspider.errors import DatabaseSchemaError
from jobspider.store.engine import create_engine
from jobspider.store.transaction import transaction, translated

# Two lines of INFO for every look at the schema; what matters, a refused schema, is our own sentence.
logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)

MIGRATIONS = Path(jobspider.__file__).parent.parent / "migrations"
"""Beside the package, in a clone as in site-packages, so that no working directory matters."""
LOCK_SECONDS = 300
"""How long one migration waits for another one on the same MySQL server."""
STATEMENT_SECONDS = 24 * 3600
"""How long one statement of a migration may take: a new index on millions of rows takes its time."""


def prepare(engine: Engine) -> None:
    """The database at this version's schema: a SQLite file is migrated, anything else is checked.

    Raises DatabaseSchemaError as `check` does. Several processes may call it at once on a file that isn't there yet.
    """
    if engine.dialect.name == "sqlite" and current(engine) != head():
        upgrade(engine)
    check(engine)


def check(engine: Engine) -> None:
    """Raises DatabaseSchemaError, naming what to do, unless the database is at this version's schema."""
    found, where = current(engine), engine.url.render_as_string(hide_password=True)
    if found is not None and found not in revisions():
        raise _newer(engine, found)
    if found != head():
        state = "has no schema yet" if found is None else f"is at the old schema {found}, not {head()}"
        raise DatabaseSchemaError(f"the database {where} {state}: run `jobspider db upgrade`")


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None before the first one. Makes no SQLite file that isn't there."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return None
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise translated(error, engine) from error


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrates up to a revision, this version's by default; does nothing when the database is there already."""
    found = current(engine)
    if found is not None and found not in revisions():
        raise _newer(engine, found)
    with _alone(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrates down to an earlier revision; `base` leaves nothing."""
    with _alone(engine) as connection:
        command.downgrade(_config(connection), revision)


@cache
def head() -> str:
    """This version's revision."""
    return revisions()[0]


@cache
def revisions() -> tuple[str, ...]:
    """All revisions that this version knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config(connection: Connection | None = None) -> Config:
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


def _newer(engine: Engine, found: str) -> DatabaseSchemaError:
    where = engine.url.render_as_string(hide_password=True)
    return DatabaseSchemaError(
        f"the database {where} is at schema {found}, which this version of jobspider doesn't know: install a newer one"
    )
