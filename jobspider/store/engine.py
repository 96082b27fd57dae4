"""The database engine: SQLite for one machine, MySQL or MariaDB for a cluster, set up to behave alike."""

from functools import cache
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, make_url
from sqlalchemy import create_engine as sqlalchemy_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from jobspider.config import config
from jobspider.errors import ConfigError
from jobspider.store import sqlite
from jobspider.store.escaping import try_backslash
from jobspider.store.idle import try_rested

EXAMPLES = "sqlite:///FILE or mysql+pymysql://USER:PASSWORD@HOST/NAME"

Isolation = Literal["READ COMMITTED", "AUTOCOMMIT"]

CONNECT_SECONDS = 10
"""How long a connection may take to come about."""
ANSWER_SECONDS = 60
"""How long one statement may take; a batch takes milliseconds, so longer means that the server is gone."""
RECYCLE_SECONDS = 1800
"""Age at which a connection is replaced; servers and proxies drop idle ones after hours or an hour."""

MYSQL_MODE = ",".join(
    (
        "STRICT_ALL_TABLES",
        "NO_ZERO_DATE",
        "NO_ZERO_IN_DATE",
        "ERROR_FOR_DIVISION_BY_ZERO",
        "NO_ENGINE_SUBSTITUTION",
        "NO_BACKSLASH_ESCAPES",
    )
)
"""Strict, so that text is refused and never cut in silence. A backslash is one like any other: PyMySQL, which goes by
what the server says of this mode, then has only quotes to double, in a fortieth of the time that its own escapes take.
"""
MYSQL_SESSION = f"SET time_zone = '+00:00', sql_mode = '{MYSQL_MODE}', innodb_lock_wait_timeout = 20"
"""UTC whatever the server's zone."""


@cache
def shared_engine(url: str) -> Engine:
    """The process's one engine for this URL; made at the first call."""
    return create_engine(url)


def configured_engine() -> Engine:
    """The process's engine for JOBSPIDER_DATABASE_URL."""
    return shared_engine(config().database_url.get_secret_value())


@cache
def reading_engine(url: str) -> Engine:
    """The process's one engine for reading from this URL.

    On a server each statement stands for itself, as it does at READ COMMITTED anyway, so that nothing has to be ended
    with one more round trip. SQLite reads and writes through the one engine.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return shared_engine(url)
    return create_engine(url, isolation="AUTOCOMMIT")


def create_engine(url: str, *, answer_seconds: int = ANSWER_SECONDS, isolation: Isolation = "READ COMMITTED") -> Engine:
    """An engine for `sqlite:///FILE` or `mysql+pymysql://…`; does not connect yet.

    `answer_seconds`: how long one statement may take on a server. `isolation`: of a server's transactions.

    Raises ConfigError, without the password, for anything else. Parameters are left out of database errors, so that
    neither secrets nor whole descriptions reach a log.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.drivername in {"mysql", "mysql+pymysql", "mariadb", "mariadb+pymysql"}:
        return _mysql_engine(parsed, answer_seconds, isolation)
    raise ConfigError(f"JOBSPIDER_DATABASE_URL names the database kind {parsed.drivername!r}: give {EXAMPLES}")


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # `from None`: the original error may show the URL, and so the password.
        raise ConfigError(f"JOBSPIDER_DATABASE_URL is not a database URL: give {EXAMPLES}") from None


def _sqlite_engine(url: URL) -> Engine:
    if url.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise ConfigError(f"JOBSPIDER_DATABASE_URL names the driver {url.drivername!r}: give sqlite:///FILE")
    if not url.database or url.database == ":memory:" or url.host:
        raise ConfigError("JOBSPIDER_DATABASE_URL names no file: give sqlite:///FILE, with four slashes if absolute")
    folder = Path(url.database).absolute().parent
    if not folder.is_dir():
        raise ConfigError(f"JOBSPIDER_DATABASE_URL names a file in {folder}, which is no folder: make it first")
    engine = sqlalchemy_engine(url, hide_parameters=True, connect_args={"timeout": sqlite.BUSY_SECONDS})
    sqlite.listen(engine)
    return engine


def _mysql_engine(url: URL, answer_seconds: int, isolation: Isolation) -> Engine:
    if not url.host or not url.database:
        raise ConfigError(
            "JOBSPIDER_DATABASE_URL needs a host and a database: "
            f"{url.render_as_string(hide_password=True)} should look like mysql+pymysql://USER:PASSWORD@HOST/NAME"
        )
    from jobspider.store.moments import CONVERSIONS  # noqa: PLC0415  with the driver, which SQLite does not need

    engine = sqlalchemy_engine(
        url.set(drivername="mysql+pymysql"),
        hide_parameters=True,
        paramstyle="format",  # rows as tuples: see jobspider/store/statements.py
        isolation_level=isolation,
        skip_autocommit_rollback=True,
        pool_recycle=RECYCLE_SECONDS,
        connect_args={
            "charset": "utf8mb4",
            "conv": CONVERSIONS,
            "init_command": MYSQL_SESSION,
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": answer_seconds,
            "write_timeout": answer_seconds,
        },
    )
    try_backslash(engine)
    try_rested(engine)
    return engine
