"""Given a database URL, when an engine is made of it, it is set up for several writers or refused in a sentence."""

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from pymysql.connections import Connection
from pymysql.converters import escape_string
from sqlalchemy import Engine, literal, select, text

from jobspider.errors import ConfigError, StoreUnavailableError
from jobspider.store import idle, schema
from jobspider.store.engine import MYSQL_MODE, create_engine, reading_engine, shared_engine


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "is not a database URL"),
        ("jobspider.db", "is not a database URL"),
        ("mysql+pymysql://root:s3cret@host:port/name", "is not a database URL"),
        ("postgresql://root:s3cret@host/name", "the database kind 'postgresql'"),
        ("mysql+asyncmy://root:s3cret@host/name", "the database kind 'mysql\\+asyncmy'"),
        ("mysql+pymysql://root:s3cret@host", r"needs a host and a database: mysql\+pymysql://root:\*\*\*@host"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////no/such/folder/jobs.db", "a file in /no/such/folder, which is no folder"),
        ("sqlite+aiosqlite:///jobs.db", "names the driver"),
    ],
)
def test_a_wrong_url_is_refused_by_the_settings_name_without_the_password(url: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=f"JOBSPIDER_DATABASE_URL.*{sentence}") as caught:
        create_engine(url)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_refuses_the_login_is_named_without_the_password(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url.replace("root@", "nobody:s3cret@"))
    with pytest.raises(StoreUnavailableError, match="Access denied") as caught:
        schema.current(engine)
    shown = "".join(traceback.format_exception(caught.value))
    assert "nobody:***@" in shown
    assert "s3cret" not in shown


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database at all, " * 100)
    engine = create_engine(f"sqlite:///{tmp_path / 'notes.db'}")
    with pytest.raises(StoreUnavailableError, match=r"notes\.db cannot be used now: file is not a database"):
        schema.current(engine)


def test_the_same_url_is_the_same_engine(database_url: str) -> None:
    assert shared_engine(database_url) is shared_engine(database_url)
    shared_engine(database_url).dispose()


def settings(engine: Engine, *questions: str) -> list[object]:
    with engine.connect() as connection:
        found = [connection.execute(text(question)).scalar() for question in questions]
    engine.dispose()
    return found


def test_sqlite_keeps_a_write_ahead_log_and_foreign_keys(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'jobs.db'}")
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    assert settings(engine, *(f"PRAGMA {name}" for name in names)) == ["wal", 1, 1, 30_000]


def test_a_mysql_session_is_strict_utc_and_read_committed(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url)
    names = ("time_zone", "tx_isolation", "character_set_client", "sql_mode")
    zone, isolation, charset, mode = settings(engine, *(f"SELECT @@{name}" for name in names))
    assert (zone, isolation, charset) == ("+00:00", "READ-COMMITTED", "utf8mb4")
    assert {"STRICT_ALL_TABLES", "NO_BACKSLASH_ESCAPES"} <= {*str(mode).split(",")}


def test_no_sign_in_a_text_has_a_meaning_for_the_database(database_url: str) -> None:
    engine = create_engine(database_url)
    quoted = (
        "\\",
        "\\'",
        "\\\\'",
        "'",
        "''",
        "' OR 1 = 1 -- ",
        '\\"',
        "\\n\n\r\x1a",
        "%s %% %",
        "\\%_",
        "\U0001f600\\",
    )
    with engine.connect() as connection:
        assert connection.execute(select(literal("a\0\\0b"))).scalar_one() == "a\0\\0b"
        for given in quoted:
            inline, longer = literal(given, literal_execute=True), literal(f"a{given}b")
            assert connection.execute(select(literal(given), inline)).one() == (given, given)
            found = select(longer.contains(given, autoescape=True), longer.contains(f"{given}\\", autoescape=True))
            assert connection.execute(found).one() == (True, False)
    engine.dispose()


@pytest.mark.parametrize(
    ("mode", "escape"),
    [
        (MYSQL_MODE, escape_string),
        (MYSQL_MODE.replace(",NO_BACKSLASH_ESCAPES", ""), lambda given: given.replace("'", "''")),
    ],
    ids=["the driver escapes, the server does not", "the server escapes, the driver does not"],
)
def test_a_driver_that_escapes_otherwise_than_the_server_gets_no_connection(
    mariadb_url: str, monkeypatch: pytest.MonkeyPatch, mode: str, escape: Callable[[str], str]
) -> None:
    """As behind a proxy that forgets a session's mode, or does not pass on what the server says of it."""
    monkeypatch.setattr("jobspider.store.engine.MYSQL_SESSION", f"SET sql_mode = '{mode}'")
    monkeypatch.setattr(Connection, "_escape_string", lambda _, given: escape(given))
    engine = create_engine(mariadb_url)

    with pytest.raises(ConfigError, match="texts do not arrive as they are sent to mysql"):
        engine.connect()


def test_errors_show_neither_statement_values_nor_whole_descriptions(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection, pytest.raises(Exception, match="no_such_table") as caught:
        connection.execute(text("INSERT INTO no_such_table VALUES (:value)"), {"value": "a long description"})
    assert "a long description" not in str(caught.value)
    engine.dispose()


def test_a_connection_that_ended_while_it_rested_is_replaced(mariadb_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "RESTED_SECONDS", 0)
    engine, other = create_engine(mariadb_url), create_engine(mariadb_url)
    with engine.connect() as connection:
        number = connection.execute(text("SELECT connection_id()")).scalar_one()
    with other.connect() as connection:
        connection.execute(text(f"KILL {number}"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT connection_id()")).scalar_one() != number
    engine.dispose()
    other.dispose()


def test_reading_from_a_server_ends_no_transaction(mariadb_url: str) -> None:
    engine = reading_engine(mariadb_url)
    for _ in range(3):
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    with engine.connect() as connection:
        assert connection.execute(text("SHOW SESSION STATUS LIKE 'Com_rollback'")).one()[1] == "0"
        assert connection.execute(text("SELECT COUNT(*) FROM information_schema.innodb_trx")).scalar_one() == 0
    engine.dispose()


def test_a_file_is_read_and_written_through_one_engine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobs.db'}"
    assert reading_engine(url) is shared_engine(url)
