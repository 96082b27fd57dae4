"""The schema's revisions: which one the database is at, and how it gets to this version's.

Every process looks once when it starts, and nearly always finds what it needs. So looking does without Alembic, whose
import alone would take a fifth of a command's time; jobspider/store/migrate.py has it.
"""

import logging
import re
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, column, select, table
from sqlalchemy.exc import DBAPIError

import jobspider
from jobspider.errors import DatabaseSchemaError
from jobspider.store.transaction import translated

# Lines of INFO for every migration, and for the import of Alembic itself, which therefore comes after this; what
# matters, a refused schema, is our own sentence.
logging.getLogger("alembic").setLevel(logging.WARNING)

MIGRATIONS = Path(jobspider.__file__).parent.parent / "migrations"
"""Beside the package, in a clone as in site-packages, so that no working directory matters."""
REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
VERSION = table("alembic_version", column("version_num"))
"""Where Alembic keeps the revision; there is none before the first."""


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
            if not connection.dialect.has_table(connection, VERSION.name):
                return None
            found: str | None = connection.execute(select(VERSION.c.version_num)).scalar_one_or_none()
            return found
    except DBAPIError as error:
        raise translated(error, engine) from error


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrates up to a revision, this version's by default; does nothing when the database is there already."""
    from jobspider.store import migrate  # noqa: PLC0415  with Alembic

    found = current(engine)
    if found is not None and found not in revisions():
        raise _newer(engine, found)
    migrate.up(engine, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrates down to an earlier revision; `base` leaves nothing."""
    from jobspider.store import migrate  # noqa: PLC0415  with Alembic

    migrate.down(engine, revision)


@cache
def head() -> str:
    """This version's revision."""
    return revisions()[0]


@cache
def revisions() -> tuple[str, ...]:
    """All revisions that this version knows, the newest first; the files are named in their order."""
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"), reverse=True)
    return tuple(revision for file in files for revision in REVISION.findall(file.read_text("utf-8")))


def _newer(engine: Engine, found: str) -> DatabaseSchemaError:
    where = engine.url.render_as_string(hide_password=True)
    return DatabaseSchemaError(
        f"the database {where} is at schema {found}, which this version of jobspider doesn't know: install a newer one"
    )
